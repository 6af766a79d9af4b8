package dev.sluice.thumbs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Scope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class ScreenTest {
    private static final String ERASE = "\r\u001b[J";

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void a_line_appears_above_the_bar() {
        Screen screen = screen(new Terminal(true, () -> 80, false));

        screen.bar(List.of("[##..] 50%"));
        screen.error("a.jpg: the picture is cut short");
        screen.eraseBar();
        screen.line("the end");

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .isEqualTo(ERASE + "[##..] 50%\r" + ERASE + "a.jpg: the picture is cut short\n[##..] 50%\r" + ERASE
                        + "the end\n");
    }

    @Test
    void the_cursor_rests_at_the_beginning_of_the_bar_so_that_a_terminal_that_wraps_it_can_be_cleared() {
        screen(new Terminal(true, () -> 80, false)).bar(List.of("one", "two", "three"));

        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo(ERASE + "one\ntwo\nthree\u001b[2A\r");
    }

    @Test
    void what_a_name_contains_stays_text_on_its_line() {
        Screen screen = screen(new Terminal(true, () -> 80, true));

        screen.error("a\u001b[2Jb\nforged.jpg: \u009b31m is broken\r");
        screen.line("x\u202egpj.exe");

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .isEqualTo("\u001b[31ma\\u001b[2Jb\\nforged.jpg: \\u009b31m is broken\\r\u001b[0m\nx\\u202egpj.exe\n");
    }

    @Test
    void without_a_terminal_there_are_lines_only() {
        Screen screen = screen(Terminal.NONE);

        screen.bar(List.of("[##..] 50%"));
        screen.error("a.jpg: the picture is cut short");
        screen.eraseBar();

        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("a.jpg: the picture is cut short\n");
    }

    @Test
    void errors_are_red_where_there_are_colours() {
        screen(new Terminal(true, () -> 80, true)).error("bad");

        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[31mbad\u001b[0m\n");
    }

    @Test
    void the_progress_is_as_wide_as_the_terminal_is_now_and_ends_with_the_run() throws Exception {
        var columns = new AtomicInteger(80);
        Screen screen = screen(new Terminal(true, columns::get, false));
        var over = Channel.<Void>unbuffered();
        var drawn = Channel.<Void>unbuffered();
        var progress = new Progress(screen, () -> {
            if (columns.getAndSet(15) == 15) {
                drawn.close();
            }
            return new State(new Counts(3, 0, 3, 0, 0, 0, 0), OptionalLong.empty(), Duration.ofSeconds(1), List.of());
        });

        try (var scope = Scope.open()) {
            scope.go(() -> progress.showUntil(over));
            drawn.receive();
            over.close();
            scope.join();
        }

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains(ERASE + "3 files done, \r")
                .endsWith(ERASE);
    }

    @Test
    void the_launcher_says_whether_there_is_a_terminal() {
        assertThat(terminal("80", Map.of("TERM", "xterm")).present()).isTrue();
        assertThat(terminal("80", Map.of("TERM", "xterm")).colour()).isTrue();
        assertThat(terminal("80", Map.of("TERM", "xterm", "NO_COLOR", "1")).colour())
                .isFalse();
        assertThat(terminal("what", Map.of("TERM", "xterm")).present()).isTrue();
        assertThat(terminal("", Map.of("TERM", "xterm"))).isEqualTo(Terminal.NONE);
        assertThat(terminal("80", Map.of("TERM", "dumb"))).isEqualTo(Terminal.NONE);
        assertThat(terminal("80", Map.of())).isEqualTo(Terminal.NONE);
    }

    private static Terminal terminal(String columns, Map<String, String> environment) {
        var properties = new Properties();
        properties.setProperty("sluice.columns", columns);
        return Terminal.of(properties, environment);
    }

    private Screen screen(Terminal terminal) {
        return new Screen(new PrintStream(shown, true, StandardCharsets.UTF_8), terminal);
    }
}
