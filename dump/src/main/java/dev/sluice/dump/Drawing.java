package dev.sluice.dump;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.ClosedException;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/** Draws what is seen of a program on the whole of a terminal, again and again, until q or Ctrl-C is typed. */
final class Drawing {
    private static final int KEY_MILLIS = 200;
    private static final int END_OF_INPUT = -1;
    private static final int CONTROL_C = 3;
    private static final Duration LOOK_AT_SIZE = Duration.ofMillis(250);
    private static final AttributedStyle HEAD = AttributedStyle.BOLD;
    private static final AttributedStyle ALARM = AttributedStyle.BOLD.foreground(AttributedStyle.RED);

    private final Terminal terminal;
    private final Display display;
    private @Nullable Size size;
    private List<View.Section> shown = List.of();

    private Drawing(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
    }

    /** Draws the frames as they come. */
    static void run(Scope scope, ReceiveChannel<Frame> frames, Terminal terminal)
            throws InterruptedException, IOException {
        Attributes before = terminal.enterRawMode();
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        try {
            new Drawing(terminal).draw(frames, keys(scope, terminal));
        } finally {
            terminal.puts(Capability.exit_ca_mode);
            terminal.puts(Capability.cursor_visible);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    /** Returns a channel that is closed when the user wants to end. */
    private static ReceiveChannel<Void> keys(Scope scope, Terminal terminal) throws InterruptedException {
        Channel<Void> ended = Channel.named("end").unbuffered();
        scope.go("keys", () -> {
            try {
                for (int key = 0; key != 'q' && key != 'Q' && key != CONTROL_C && key != END_OF_INPUT; ) {
                    key = terminal.reader().read(KEY_MILLIS);
                    Context.checkpoint();
                }
            } catch (ClosedException _) {
                // The terminal has gone.
            }
            ended.close();
        });
        return ended;
    }

    private void draw(ReceiveChannel<Frame> frames, ReceiveChannel<Void> ended) throws InterruptedException {
        try (var select = Select.open()) {
            var frame = select.receive(frames);
            var end = select.receive(ended);
            select.timeout(LOOK_AT_SIZE);
            Select.Case ready;
            while ((ready = select.await()) != end) {
                if (ready == frame && frame.closed()) {
                    frames.receive(); // throws why
                } else if (ready == frame) {
                    shown = View.of(Objects.requireNonNull(frame.value()));
                }
                show(ready == frame);
            }
        }
    }

    /** Draws what there is, if it is new or the terminal has another size. */
    private void show(boolean isNew) {
        Size now = terminal.getSize();
        if (!now.equals(size)) {
            size = now;
            display.resize(now);
            display.clear();
        } else if (!isNew) {
            return;
        }
        display.update(lines(shown, now.getColumns(), now.getRows()), 0);
    }

    /**
     * Returns as much as fits, each line cut where the terminal ends. A part that is too long gives way to those behind it: each of them
     * gets its head and a line at least, as far as there is room.
     */
    static List<AttributedString> lines(List<View.Section> sections, int columns, int rows) {
        var lines = new ArrayList<AttributedString>();
        for (int i = 0; i < sections.size(); i++) {
            View.Section section = sections.get(i);
            int behind = 3 * (sections.size() - 1 - i);
            int room = Math.max(3, rows - lines.size() - behind - 2);
            lines.add(line(section.head(), section.isAlarm() ? ALARM : HEAD, columns));
            section.lines().stream()
                    .limit(room)
                    .forEach(each -> lines.add(line(each, AttributedStyle.DEFAULT, columns)));
            lines.add(AttributedString.EMPTY);
        }
        return lines.subList(0, Math.min(lines.size(), Math.max(0, rows)));
    }

    private static AttributedString line(String text, AttributedStyle style, int columns) {
        return new AttributedString(Printable.of(text), style).columnSubSequence(0, columns);
    }
}
