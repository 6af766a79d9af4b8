package dev.sluice.thumbs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
        assertThat(bar.draw(done(12, 0), OptionalLong.empty(), Duration.ofSeconds(3), 80))
                .isEqualTo("12 files done  4.0/s");
    }

    @Test
    void has_a_bar_and_the_time_left_once_the_total_is_known() {
        assertThat(bar.draw(done(25, 2), OptionalLong.of(100), Duration.ofSeconds(5), 100))
                .isEqualTo("[#######.......................]  25%  25/100  5.0/s  0:15 left  2 failed");
    }

    @Test
    void the_speed_is_that_of_the_latest_seconds() {
        bar.draw(done(100_000, 0), OptionalLong.of(100_300), Duration.ofSeconds(1), 100);
        bar.draw(done(100_010, 0), OptionalLong.of(100_300), Duration.ofSeconds(6), 100);

        assertThat(bar.draw(done(100_020, 0), OptionalLong.of(100_300), Duration.ofSeconds(11), 100))
                .contains("2.0/s  2:20 left");
    }

    @Test
    void a_total_that_was_too_small_is_no_more_than_everything() {
        assertThat(bar.draw(done(12, 0), OptionalLong.of(10), Duration.ofSeconds(3), 80))
                .contains("] 100%  12/12")
                .contains("0:00 left");
    }

    @Test
    void is_never_as_wide_as_the_terminal() {
        for (int columns = 1; columns < 120; columns++) {
            assertThat(bar.draw(done(25_000, 2), OptionalLong.of(100_000), Duration.ofSeconds(5), columns))
                    .hasSizeLessThan(Math.max(columns, 1) + (columns == 1 ? 1 : 0));
        }
    }

    @Test
    void nothing_to_do_is_all_done() {
        assertThat(bar.draw(done(0, 0), OptionalLong.of(0), Duration.ZERO, 80)).contains("100%  0/0");
    }

    private static Counts done(long files, long failed) {
        return new Counts(files, 0, files - failed, 0, failed, 0, 0);
    }
}
