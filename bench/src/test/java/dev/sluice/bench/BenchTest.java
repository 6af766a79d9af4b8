package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line, as far as it measures nothing. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class BenchTest {
    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void lists_groups_questions_and_rows() {
        assertThat(run("--list", "channels")).isZero();

        assertThat(text(out))
                .contains("channels  buffered", "buffered 16, one to one; buffered 128, one to one")
                .doesNotContain("goroutines  ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pingpong | nothing is named pingpong; --list shows all names",
                "--forks 0 try | forks must be at least 1, was 0",
                "--seconds NaN try | seconds must be more than 0 and at most 3600, was NaN",
                "--docs try | --docs shows whole groups, so name groups and no questions",
                "--render missing.json | missing.json",
            })
    void says_what_is_wrong_and_measures_nothing(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(text(err)).isEqualTo("sluice bench: " + message + System.lineSeparator());
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void shows_a_result_that_was_written() throws Exception {
        Path file = Files.writeString(
                home.resolve("result.json"), Figures.report(Figures.pingPong()).json());

        assertThat(run("--render", file.toString())).isZero();

        assertThat(text(out)).contains("channels: times as long as Sluice", "2.50 (2.00–3.00)", "on 2026-11-21");
    }

    private int run(String... arguments) {
        return Bench.run(new Bench(home, stream(out), stream(err), 0), arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
