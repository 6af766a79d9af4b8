package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class ProgressTest {
    private static final Row ROW = Catalogue.find().named(List.of("ping-pong")).getFirst();
    private static final Cell FIRST = ROW.cells().get(0);
    private static final Cell SECOND = ROW.cells().get(1);

    private final AtomicLong clock = new AtomicLong(-5);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void what_was_measured_takes_as_long_again_and_the_rest_as_planned_in_proportion() {
        Progress progress = progress(0);
        planTwice(progress);
        assertThat(progress.secondsLeft()).isEqualTo(2 * 10 + 2 * 1);

        measure(progress, FIRST, 30);

        assertThat(progress.secondsLeft()).isCloseTo(30 + 2 * 3, within(1e-6));
    }

    @Test
    void without_a_terminal_there_is_a_line_for_each_row_and_round() {
        Progress progress = progress(0);
        planTwice(progress);

        measure(progress, FIRST, 10);
        measure(progress, SECOND, 1);

        assertThat(said.toString(StandardCharsets.UTF_8))
                .isEqualTo("  0 %, 22 s left  round 1: ping-pong, unbuffered, round trip" + System.lineSeparator());
    }

    @Test
    void on_a_terminal_one_line_changes_and_is_never_wider() {
        Progress progress = progress(40);
        planTwice(progress);

        measure(progress, FIRST, 10);
        progress.finish();

        String[] lines = said.toString(StandardCharsets.UTF_8).split("\r", -1);
        assertThat(lines[1]).hasSize(39).startsWith("  0 %, 22 s left  round 1: ping-pong");
        assertThat(lines[2]).isBlank();
    }

    private Progress progress(int columns) {
        return new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), columns, clock::get);
    }

    private static void planTwice(Progress progress) {
        for (int round = 0; round < 2; round++) {
            progress.plan(FIRST, 10);
            progress.plan(SECOND, 1);
        }
    }

    private void measure(Progress progress, Cell cell, int seconds) {
        progress.begin(0, ROW, cell);
        clock.addAndGet(seconds * 1_000_000_000L);
        progress.end(cell);
    }
}
