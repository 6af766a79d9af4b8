package dev.sluice.thumbs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.flow.StageProgress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class BarTest {
    private final Bar bar = new Bar();

    @Test
    void counts_while_the_total_is_unknown() {
        assertThat(line(done(12, 0), OptionalLong.empty(), 3, 80)).isEqualTo("12 files done, 4.0/s");
    }

    @Test
    void has_a_bar_and_the_time_left_once_the_total_is_known() {
        assertThat(line(done(25, 2), OptionalLong.of(100), 5, 100))
                .isEqualTo("[#######.......................]  25%  25 of 100 files, 5.0/s, 0:15 left, 2 failed");
    }

    @Test
    void the_speed_is_that_of_the_latest_seconds() {
        line(done(100_000, 0), OptionalLong.of(100_300), 1, 100);
        line(done(100_010, 0), OptionalLong.of(100_300), 6, 100);

        assertThat(line(done(100_020, 0), OptionalLong.of(100_300), 11, 100)).contains("2.0/s, 2:20 left");
    }

    @Test
    void a_total_that_was_too_small_is_no_more_than_everything() {
        assertThat(line(done(12, 0), OptionalLong.of(10), 3, 80))
                .contains("] 100%  12 of 12")
                .contains("0:00 left");
    }

    @Test
    void says_who_works_and_what_holds_it_up() {
        var stages = List.of(stage("list", 1, 1, 9), stage("make", 2, 19, 1), stage("store", 1, 2, 8));

        List<String> lines = bar.draw(new State(done(25, 0), OptionalLong.of(100), Duration.ofSeconds(10), stages), 80);

        assertThat(lines.getLast()).isEqualTo("held up by make, 95% busy; workers: list 1, make 2, store 1");
    }

    @Test
    void what_holds_it_up_is_said_of_the_latest_seconds() {
        var early = List.of(stage("list", 1, 100, 0), stage("make", 2, 0, 200));
        var late = List.of(stage("list", 1, 100, 20), stage("make", 2, 40, 200));
        bar.draw(new State(done(0, 0), OptionalLong.empty(), Duration.ofSeconds(100), early), 80);

        List<String> lines = bar.draw(new State(done(9, 0), OptionalLong.empty(), Duration.ofMinutes(2), late), 80);

        assertThat(lines.getLast()).startsWith("held up by make, 100% busy;");
    }

    @Test
    void is_never_as_wide_as_the_terminal() {
        var stages = List.of(stage("list", 1, 1, 9), stage("make", 2, 19, 1));
        for (int width = 1; width < 120; width++) {
            int columns = width;
            assertThat(bar.draw(
                            new State(done(25_000, 2), OptionalLong.of(100_000), Duration.ofSeconds(5), stages),
                            columns))
                    .allMatch(line -> line.isEmpty() || line.length() < columns);
        }
    }

    @Test
    void nothing_to_do_is_all_done() {
        assertThat(line(done(0, 0), OptionalLong.of(0), 0, 80)).contains("100%  0 of 0");
    }

    private String line(Counts counts, OptionalLong total, long seconds, int columns) {
        return bar.draw(new State(counts, total, Duration.ofSeconds(seconds), List.of()), columns)
                .getFirst();
    }

    private static StageProgress stage(String name, int workers, long busySeconds, long waitingSeconds) {
        return new StageProgress(
                name,
                workers,
                workers,
                0,
                0,
                0,
                Duration.ofSeconds(busySeconds),
                Duration.ofSeconds(waitingSeconds),
                Duration.ZERO,
                0,
                0,
                0);
    }

    private static Counts done(long files, long failed) {
        return new Counts(files, 0, files - failed, 0, failed, 0, 0);
    }
}
