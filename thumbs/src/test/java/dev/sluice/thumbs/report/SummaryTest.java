package dev.sluice.thumbs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class SummaryTest {
    private static final Path OUT = Path.of("out");

    @Test
    void says_what_was_made_and_where_to_look() {
        var counts = new Counts(20, 4, 10, 5, 1, 31_400_000, 123_456);

        assertThat(Summary.of(state(counts, Duration.ofMillis(2500)), End.COMPLETE, OUT, false)
                        .lines())
                .containsExactly(
                        "16 photos: 10 made, 5 up to date, 1 failed; 2.5 s (4.0/s), 31 MB in, 123 kB out.",
                        "Look at them in out");
    }

    @Test
    void leaves_out_what_is_nothing() {
        var counts = new Counts(1, 0, 0, 1, 0, 0, 0);

        assertThat(Summary.of(state(counts, Duration.ofMillis(40)), End.COMPLETE, OUT, false)
                        .lines())
                .containsExactly("1 photo: 0 made, 1 up to date, 0 failed; 0.0 s.", "Look at them in out");
    }

    @Test
    void a_dry_run_has_nothing_to_look_at() {
        var counts = new Counts(2, 0, 1, 1, 0, 5, 0);

        assertThat(Summary.of(state(counts, Duration.ofMillis(40)), End.COMPLETE, OUT, true))
                .isEqualTo("2 photos: 1 to make, 1 up to date, 0 failed; 0.0 s.");
    }

    @Test
    void a_run_that_was_stopped_says_how_many_files_are_not_done() {
        var counts = new Counts(85, 0, 4, 0, 0, 5, 5);

        assertThat(Summary.of(state(counts, Duration.ofMillis(40)), new End(false, "the disk is full"), OUT, false))
                .startsWith("4 photos: 4 made, 0 up to date, 0 failed, 81 files not done; 0.0 s");
    }

    @Test
    void a_run_that_was_stopped_before_its_first_photo_has_not_found_none() {
        var counts = new Counts(7, 0, 0, 0, 0, 0, 0);

        assertThat(Summary.of(state(counts, Duration.ofMillis(40)), new End(false, "the disk is full"), OUT, false))
                .isEqualTo("0 photos: 0 made, 0 up to date, 0 failed, 7 files not done; 0.0 s.");
    }

    private static State state(Counts counts, Duration elapsed) {
        return new State(counts, OptionalLong.empty(), elapsed, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "9949, 9.9 kB",
        "9950, 10 kB",
        "999499, 999 kB",
        "999500, 1.0 MB",
        "9223372036854775807, 9.2 EB"
    })
    void sizes_are_short(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "59949, 59.9 s", "59950, 1:00", "3599499, 59:59", "3600000, 1:00:00", "90061000, 25:01:01"})
    void times_are_short(long millis, String text) {
        assertThat(Figures.time(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
