package dev.sluice.thumbs.report;

import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import java.time.Duration;
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
    private final Supplier<State> state;
    private final Bar bar = new Bar();

    /**
     * Creates a display.
     *
     * @param screen where it shows
     * @param state how far the run has come
     */
    public Progress(Screen screen, Supplier<State> state) {
        this.screen = screen;
        this.state = state;
    }

    /**
     * Shows the progress until the run is over.
     *
     * @param over is closed when it is; nothing is sent on it
     * @throws InterruptedException if the thread is interrupted; the bar is taken away
     */
    public void showUntil(ReceiveChannel<?> over) throws InterruptedException {
        Terminal terminal = screen.terminal();
        Duration pause = terminal.present() ? REDRAW : NEXT_LINE;
        try {
            while (over.receive(pause) instanceof Received.Empty) {
                if (terminal.present()) {
                    screen.bar(bar.draw(state.get(), terminal.columns()));
                } else {
                    screen.line(String.join("; ", bar.draw(state.get(), Integer.MAX_VALUE)));
                }
            }
        } finally {
            screen.eraseBar();
        }
    }
}
