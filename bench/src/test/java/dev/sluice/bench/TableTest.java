package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class TableTest {
    @Test
    void shows_the_best_of_each_column_with_its_name_and_spread() {
        Table table = Table.of(Group.CHANNELS, List.of(Figures.pingPong()));

        assertThat(table.markdown()).isEqualTo("""
                |  | Sluice | Jox | java.util.concurrent |
                |---|---|---|---|
                | ping-pong | 1 | 2.50 (2.00–3.00) | 0.50 (0.50–0.50) SynchronousQueue |
                """);
    }

    @Test
    void aligns_its_columns_on_a_terminal() {
        Table table =
                new Table(List.of("", "a", "long head"), List.of(List.of("x", "12345", "1"), List.of("yy", "", "2")));

        assertThat(table.text()).isEqualTo("""
                    a      long head
                x   12345  1
                yy         2
                """);
    }

    @Test
    void a_contender_that_was_not_measured_leaves_its_cell_empty() {
        var alone = Figures.line(Group.CHANNELS, "alone", Figures.entry("Sluice", "Sluice", Figures.round(3)));

        Table table = Table.of(Group.CHANNELS, List.of(Figures.pingPong(), alone));

        assertThat(table.body().get(1)).containsExactly("alone", "1", "", "");
    }

    @Test
    void bytes_are_shown_as_they_are() {
        var line = new Report.Line(
                "allocation",
                "q",
                "a pair",
                Question.Unit.BYTES,
                null,
                List.of(
                        Figures.entry("Sluice", "Sluice", Figures.round(0.02, 0.4)),
                        Figures.entry("Jox", "Jox", Figures.round(1_234.5, 1_236.5))));

        assertThat(Table.of(Group.ALLOCATION, List.of(line)).body().getFirst())
                .containsExactly("a pair", "0.2 B", "1,236 B");
    }

    @Test
    void where_lines_are_drawn_a_figure_says_how_many_times_as_fast() {
        var line = Figures.line(
                Group.PAYS,
                "work",
                Figures.entry("sequential", "sequential", Figures.round(300)),
                Figures.entry("workers", "workers", Figures.round(200)));

        assertThat(Table.of(Group.PAYS, List.of(line)).body().getFirst()).containsExactly("work", "1", "1.50");
    }
}
