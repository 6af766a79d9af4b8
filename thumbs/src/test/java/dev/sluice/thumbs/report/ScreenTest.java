package dev.sluice.thumbs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Scope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class ScreenTest {
    private static final String ERASE = "\r\u001b[K";

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void a_line_appears_above_the_bar() {
        Screen screen = screen(new Terminal(true, 80, false));

        screen.bar("[##..] 50%");
        screen.error("a.jpg: the picture is cut short");
        screen.eraseBar();
        screen.line("the end");

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .isEqualTo(ERASE + "[##..] 50%" + ERASE + "a.jpg: the picture is cut short\n[##..] 50%" + ERASE
                        + "the end\n");
    }

    @Test
    void without_a_terminal_there_are_lines_only() {
        Screen screen = screen(Terminal.NONE);

        screen.bar("[##..] 50%");
        screen.error("a.jpg: the picture is cut short");
        screen.eraseBar();

        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("a.jpg: the picture is cut short\n");
    }

    @Test
    void errors_are_red_where_there_are_colours() {
        screen(new Terminal(true, 80, true)).error("bad");

        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[31mbad\u001b[0m\n");
    }

    @Test
    void a_bar_is_cut_where_the_terminal_ends() {
        screen(new Terminal(true, 10, false)).bar("0123456789abc");

        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo(ERASE + "012345678");
    }

    @Test
    void the_progress_ends_with_the_run_and_takes_the_bar_away() throws Exception {
        Screen screen = screen(new Terminal(true, 80, false));
        var over = Channel.<Void>unbuffered();
        var drawn = Channel.<Void>unbuffered();
        var progress = new Progress(screen, () -> new Counts(3, 0, 3, 0, 0, 0, 0), OptionalLong::empty, () -> {
            drawn.close();
            return Duration.ofSeconds(1);
        });

        try (var scope = Scope.open()) {
            scope.go(() -> progress.showUntil(over));
            drawn.receive();
            over.close();
            scope.join();
        }

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .startsWith(ERASE + "3 files done  3.0/s")
                .endsWith(ERASE);
    }

    @Test
    void the_launcher_says_whether_there_is_a_terminal() {
        assertThat(terminal("120", Map.of("TERM", "xterm"))).isEqualTo(new Terminal(true, 120, true));
        assertThat(terminal("80", Map.of("TERM", "xterm", "NO_COLOR", "1"))).isEqualTo(new Terminal(true, 80, false));
        assertThat(terminal("0", Map.of("TERM", "xterm"))).isEqualTo(new Terminal(true, 80, true));
        assertThat(terminal("what", Map.of("TERM", "xterm"))).isEqualTo(new Terminal(true, 80, true));
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
