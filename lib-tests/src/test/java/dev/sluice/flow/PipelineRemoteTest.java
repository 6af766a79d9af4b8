package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.function.CheckedFunction;
import dev.sluice.resilience.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stages that are done in another place. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class PipelineRemoteTest {
    private static int here(int item) {
        throw new AssertionError("item " + item + " is to be done elsewhere");
    }

    /** A place that knows functions by their names. */
    private record Place(Map<String, CheckedFunction<Integer, Integer, Exception>> functions) implements Remote {
        @Override
        @SuppressWarnings("unchecked")
        public <S, R> CheckedFunction<S, R, Exception> stage(String stage) {
            var function = functions.get(stage);
            if (function == null) {
                throw new IllegalArgumentException("there is no stage " + stage);
            }
            return (CheckedFunction<S, R, Exception>) (CheckedFunction<?, ?, Exception>) function;
        }
    }

    @Test
    void items_of_a_remote_stage_are_done_there_and_in_order() throws InterruptedException {
        var place = new Place(Map.of("double", item -> 2 * item));

        List<Integer> result = Pipeline.of(1, 2, 3)
                .map("double here", workers(4).ordered(), PipelineRemoteTest::here)
                .remote("double", place)
                .toList()
                .run();

        assertThat(result).containsExactly(2, 4, 6);
    }

    @Test
    void policies_and_handlers_stand_around_what_is_done_there() throws InterruptedException {
        var calls = new AtomicInteger();
        var place = new Place(Map.of("flaky", item -> {
            if (calls.incrementAndGet() % 3 != 0) {
                throw new IOException("not yet");
            }
            return item;
        }));

        List<Integer> result = Pipeline.of(1, 2, 3)
                .map(PipelineRemoteTest::here)
                .remote("flaky", place)
                .retry(Retry.exponential(Duration.ofMillis(1)).attempts(2))
                .onError(_ -> -1)
                .toList()
                .run();

        assertThat(result).containsExactly(-1, 2, -1);
    }

    @Test
    void a_stage_that_the_place_does_not_know_is_refused_when_it_is_described() {
        var items = Pipeline.of(1).map(PipelineRemoteTest::here);

        assertThatThrownBy(() -> items.remote("unknown", new Place(Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no stage unknown");
    }

    @Test
    void what_does_not_do_items_one_by_one_can_not_be_remote() {
        var batches = Pipeline.of(1).batch(2);

        assertThatThrownBy(() -> batches.remote("x", new Place(Map.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("remote must follow");
    }
}
