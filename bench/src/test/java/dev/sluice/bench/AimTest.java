package dev.sluice.bench;

import static dev.sluice.bench.Figures.entry;
import static dev.sluice.bench.Figures.line;
import static dev.sluice.bench.Figures.round;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class AimTest {
    @Test
    void what_is_reached_is_bold_and_what_is_not_aimed_at_is_left_out() {
        Report.Line ring = line(
                Group.CHANNELS,
                "ring of 10,000 goroutines, a hop",
                entry("Sluice", "Sluice", round(100), round(100), round(100)),
                entry("Jox", "Jox", round(200), round(250), round(50)),
                entry("Kotlin", "Kotlin", round(20), round(20), round(20)),
                entry("SynchronousQueue", "java.util.concurrent", round(120), round(120), round(120)),
                entry("LinkedTransferQueue", "java.util.concurrent", round(300), round(300), round(300)));

        Table table = Aim.table(List.of(ring)).orElseThrow();

        assertThat(table.markdown()).isEqualTo("""
                |  | java.util.concurrent | Jox | Kotlin |
                |---|---|---|---|
                | ring of 10,000 goroutines, a hop | 0.83 (≤ 0.8) | **0.50** (≤ 0.5) | – |
                """);
    }

    @Test
    void one_of_several_in_a_column_can_be_meant() {
        Report.Line pingPong = line(
                Group.CHANNELS,
                "ping-pong, unbuffered, round trip",
                entry("Sluice", "Sluice", round(100)),
                entry("SynchronousQueue", "java.util.concurrent", round(200)),
                entry("Exchanger", "java.util.concurrent", round(50)));

        assertThat(Aim.table(List.of(pingPong)).orElseThrow().body())
                .containsExactly(List.of("ping-pong, unbuffered, round trip", "**0.50** (≤ 0.8)", "–", "–"));
    }

    @Test
    void lines_without_an_aim_have_no_table() {
        assertThat(Aim.table(List.of(line(Group.CHANNELS, "something else", entry("Sluice", "Sluice", round(1))))))
                .isEmpty();
    }

    @Test
    void all_aims_are_about_rows_that_are_measured() {
        List<String> titles = Catalogue.find().rows().stream().map(Row::title).toList();

        assertThat(Aim.ALL).extracting(Aim::line).isSubsetOf(titles).doesNotHaveDuplicates();
    }
}
