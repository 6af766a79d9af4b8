package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.LeakCheck;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which failures of items are data, and those of items that a source can't make. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class PipelineDataFailureTest {
    private final List<Object> files = new ArrayList<>();
    private final List<Object> others = new ArrayList<>();

    private static int open(int number) throws IOException {
        return switch (number % 4) {
            case 1 -> throw new FileNotFoundException("none of " + number);
            case 2 -> throw new IOException("bad " + number);
            case 3 -> throw new IllegalStateException("mistake " + number);
            default -> number;
        };
    }

    @Test
    @Deterministic(seeds = 20)
    void each_failure_goes_to_the_first_handler_for_its_type() throws InterruptedException {
        List<Integer> result = Pipeline.of(0, 1, 2, 3, 4)
                .map(PipelineDataFailureTest::open)
                .deadLetter(FileNotFoundException.class, failed -> files.add(failed.item()))
                .deadLetter(IOException.class, failed -> others.add(failed.item()))
                .onError(failed -> -(int) failed.item())
                .toList()
                .run();

        assertThat(result).containsExactly(0, -3, 4);
        assertThat(files).containsExactly(1);
        assertThat(others).containsExactly(2);
    }

    @Test
    @Deterministic(seeds = 20)
    void a_failure_that_no_handler_is_for_ends_the_run() {
        assertThatThrownBy(() -> Pipeline.of(0, 2, 3, 4)
                        .map(PipelineDataFailureTest::open)
                        .deadLetter(IOException.class, failed -> others.add(failed.item()))
                        .toList()
                        .run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mistake 3");

        assertThat(others).containsExactly(2);
    }

    @Test
    void a_handler_that_nothing_could_reach_is_refused() {
        Pipeline<Integer> handled = Pipeline.of(1).map(i -> i).deadLetter(IOException.class, _ -> {});

        assertThatThrownBy(() -> handled.onError(FileNotFoundException.class, _ -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stage map has a handler of failures for IOException: none reaches another one for"
                        + " FileNotFoundException after it");
        assertThatThrownBy(() -> handled.timeout(java.time.Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stage map has a handler of failures, which comes last: nothing reaches a policy after it");
        assertThatThrownBy(() -> Pipeline.of(1).deadLetter(_ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stage source reports no failures of items");
    }

    // Sources

    private static Pipeline<Integer> source() {
        return Pipeline.produce(out -> {
            for (int i = 0; i < 6; i++) {
                try {
                    out.emit(open(i));
                } catch (IOException e) {
                    out.fail("file " + i, e);
                }
            }
        });
    }

    @Test
    @Deterministic(seeds = 20)
    void what_a_source_cant_make_goes_to_its_handler() throws InterruptedException {
        List<FailedItem> failed = new ArrayList<>();

        try (var run = source().named("walk")
                .deadLetter(IOException.class, failed::add)
                .limit(2)
                .toList()
                .start()) {
            assertThatThrownBy(run::join).hasMessage("mistake 3"); // which isn't reported, but thrown
            assertThat(run.progress().getFirst().failed()).isEqualTo(2);
            assertThat(run.progress().getFirst().in()).isEqualTo(3);
        }
        assertThat(failed).extracting(FailedItem::item).containsExactly("file 1", "file 2");
        assertThat(failed).extracting(FailedItem::place).containsExactly(2L, 3L);
        assertThat(failed).extracting(FailedItem::stage).containsOnly("walk");
    }

    @Test
    @Deterministic(seeds = 20)
    void what_a_source_cant_make_may_be_replaced() throws InterruptedException {
        List<Integer> result = Pipeline.<Integer>produce(out -> {
                    out.emit(1);
                    assertThat(out.fail("x", new IOException("bad"))).isTrue();
                    assertThat(out.emit(3)).isTrue();
                })
                .onError(failed -> (int) -failed.place())
                .toList()
                .run();

        assertThat(result).containsExactly(1, -2, 3);
    }

    @Test
    @Deterministic(seeds = 20)
    void a_report_without_a_handler_ends_the_run_and_names_the_item() {
        assertThatThrownBy(() -> Pipeline.<Integer>produce(out -> out.fail("photo.jpg", new IOException("bad")))
                        .toList()
                        .run(IOException.class))
                .isInstanceOf(IOException.class)
                .hasMessage("bad")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Object::toString)
                        .contains("in stage source, at item 1: photo.jpg"));
    }
}
