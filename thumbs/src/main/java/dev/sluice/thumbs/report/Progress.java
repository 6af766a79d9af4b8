package dev.sluice.thumbs.report;

import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Shows how far a run has come: ten times a second on a terminal, and elsewhere as a line every ten seconds.
 *
 * <p>It belongs to one goroutine.
 */
public final class Progress {
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final Duration NEXT_LINE = Duration.ofSeconds(10);

    private final Screen screen;
    private final Supplier<Counts> counts;
    private final Supplier<OptionalLong> total;
    private final Supplier<Duration> elapsed;
    private final Bar bar = new Bar();

    /**
     * Creates a display.
     *
     * @param screen where it shows
     * @param counts how far the run has come
     * @param total how many files there will be, once that is known
     * @param elapsed the time since the run began
     */
    public Progress(Screen screen, Supplier<Counts> counts, Supplier<OptionalLong> total, Supplier<Duration> elapsed) {
        this.screen = screen;
        this.counts = counts;
        this.total = total;
        this.elapsed = elapsed;
    }

    /**
     * Shows the progress until the run is over.
     *
     * @param over is closed when it is; nothing is sent on it
     * @throws InterruptedException if the thread is interrupted; the bar is taken away
     */
    public void showUntil(ReceiveChannel<?> over) throws InterruptedException {
        boolean terminal = screen.terminal().present();
        Duration pause = terminal ? REDRAW : NEXT_LINE;
        try {
            while (over.receive(pause) instanceof Received.Empty) {
                String line = bar.draw(
                        counts.get(),
                        total.get(),
                        elapsed.get(),
                        screen.terminal().columns());
                if (terminal) {
                    screen.bar(line);
                } else {
                    screen.line(line);
                }
            }
        } finally {
            screen.eraseBar();
        }
    }
}
