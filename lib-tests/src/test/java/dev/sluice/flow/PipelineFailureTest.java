package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.Select;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of items that fail, and of the run. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class PipelineFailureTest {
    private static Pipeline<Integer> numbers(int count) {
        return Pipeline.from(IntStream.rangeClosed(1, count).boxed().toList());
    }

    private static int odd(int number) throws IOException {
        if (number % 2 == 0) {
            throw new IOException("even: " + number);
        }
        return number;
    }

    @Test
    void a_failure_ends_the_run_and_names_the_stage_and_the_item() {
        RunnablePipeline<List<String>> pipeline = numbers(9)
                .map("check", workers(1), number -> {
                    if (number == 7) {
                        throw new IOException("bad");
                    }
                    return "n" + number;
                })
                .toList();

        assertThatThrownBy(() -> pipeline.run(IOException.class))
                .isInstanceOf(IOException.class)
                .hasMessage("bad")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::toString)
                        .contains("in stage check, at item 7: 7"));
    }

    @Test
    void the_place_of_an_item_is_that_of_the_item_of_the_source() {
        RunnablePipeline<List<Integer>> pipeline = numbers(9)
                .filter(number -> number % 3 == 0)
                .flatMap(number -> List.of(number, -number))
                .map("check", workers(1), number -> {
                    if (number == -6) {
                        throw new IllegalArgumentException("bad");
                    }
                    return number;
                })
                .toList();

        assertThatThrownBy(pipeline::run)
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::toString)
                        .contains("in stage check, at item 6: -6"));
    }

    @Test
    void checked_failures_come_as_causes_where_their_type_isnt_named() {
        assertThatThrownBy(
                        () -> numbers(2).map(PipelineFailureTest::odd).toList().run())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    @Deterministic
    void failures_after_the_first_are_suppressed_on_it() throws InterruptedException {
        var together = Channel.<Integer>unbuffered();
        RunnablePipeline<?> pipeline = numbers(2).forEach("fail", workers(2), number -> {
            if (number == 1) {
                together.send(number);
            } else {
                together.receive();
            }
            throw new IllegalStateException("failure " + number);
        });

        try {
            pipeline.run();
        } catch (IllegalStateException e) {
            List<String> all = Stream.concat(Stream.of(e), Stream.of(e.getSuppressed()))
                    .map(Throwable::getMessage)
                    .filter(message -> message.startsWith("failure"))
                    .toList();
            assertThat(all).containsExactlyInAnyOrder("failure 1", "failure 2");
        }
    }

    @Test
    void a_failure_in_the_source_names_how_far_it_had_come() {
        RunnablePipeline<List<Integer>> pipeline = Pipeline.<Integer>produce(out -> {
                    out.emit(1);
                    out.emit(2);
                    throw new IOException("torn");
                })
                .toList();

        assertThatThrownBy(() -> pipeline.run(IOException.class))
                .hasMessage("torn")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::toString)
                        .contains("in stage source, after item 2"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void every_second_item_fails_and_all_others_come_out(int number) throws InterruptedException { // pitfall 31
        List<FailedItem> failed = Collections.synchronizedList(new ArrayList<>());

        try (var run = numbers(1_001)
                .map("check", workers(number), PipelineFailureTest::odd)
                .deadLetter(failed::add)
                .toList()
                .start()) {
            List<Integer> result = run.join();

            assertThat(result)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 1_001)
                            .filter(i -> i % 2 == 1)
                            .boxed()
                            .toList());
            assertThat(failed).hasSize(500).allSatisfy(each -> {
                assertThat(each.stage()).isEqualTo("check");
                assertThat(each.item()).isEqualTo((int) each.place());
                assertThat(each.failure()).hasMessage("even: " + each.item());
            });
            assertThat(run.progress().get(1).failed()).isEqualTo(500);
            assertThat(run.progress().get(1).in()).isEqualTo(1_001);
            assertThat(run.progress().get(1).out()).isEqualTo(501);
        }
    }

    @Test
    @Deterministic
    void failures_stay_in_order_with_values() throws InterruptedException {
        List<String> result = numbers(9)
                .<String>map("check", workers(3).ordered(), number -> "" + odd(number))
                .onError(failed -> "!" + failed.item())
                .toList()
                .run();

        assertThat(result).containsExactly("1", "!2", "3", "!4", "5", "!6", "7", "!8", "9");
    }

    @Test
    void what_a_handler_throws_ends_the_run() {
        RunnablePipeline<List<Integer>> pipeline = numbers(4)
                .map(PipelineFailureTest::odd)
                .deadLetter(failed -> {
                    throw new IllegalStateException("no room for " + failed.item());
                })
                .toList();

        assertThatThrownBy(pipeline::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no room for 2");
    }

    @Test
    void an_error_ends_the_run_even_so() {
        RunnablePipeline<List<Integer>> pipeline = numbers(4)
                .<Integer>map(_ -> {
                    throw new AssertionError("a bug");
                })
                .deadLetter(_ -> {})
                .toList();

        assertThatThrownBy(pipeline::run).isInstanceOf(AssertionError.class).hasMessage("a bug");
    }

    @Test
    @SuppressWarnings("NullAway") // is what is tested
    void null_is_a_failure_of_the_item() {
        assertThatThrownBy(() -> numbers(1).map(_ -> null).toList().run())
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the function has returned null");
    }

    @Test
    void a_channel_at_the_end_is_closed_with_the_failure() throws InterruptedException {
        Channel<Integer> out = Channel.buffered(10);
        try (var run = numbers(2).map(PipelineFailureTest::odd).to(out).start()) {
            assertThatThrownBy(() -> run.join(IOException.class)).hasMessage("even: 2");
        }

        List<Integer> received = new ArrayList<>();
        assertThatThrownBy(() -> out.forEach(received::add))
                .isInstanceOf(ChannelFailedException.class)
                .hasRootCauseMessage("even: 2");
        assertThat(received).doesNotContain(2);
    }

    @Test
    void a_failure_that_no_join_has_thrown_is_thrown_by_close() throws InterruptedException {
        var run = numbers(2).map(PipelineFailureTest::odd).toList().start();
        try (var select = Select.open()) {
            select.done(run);
            select.await();
        }

        assertThatThrownBy(run::close).isInstanceOf(CompletionException.class).hasRootCauseMessage("even: 2");
    }

    @Test
    @Deterministic
    void a_cut_off_stream_never_looks_complete() throws InterruptedException {
        List<List<Integer>> stored = new ArrayList<>();

        try {
            numbers(5)
                    .map("check", workers(2), number -> {
                        if (number == 3) {
                            throw new IllegalStateException("bad");
                        }
                        return number;
                    })
                    .batch(100)
                    .forEach(stored::add)
                    .run();
        } catch (IllegalStateException _) {
            // as it has to be
        }

        assertThat(stored).isEmpty();
    }

    @Test
    void handlers_come_last() {
        Pipeline<Integer> handled = numbers(1).map(i -> i).deadLetter(_ -> {});

        assertThatThrownBy(() -> handled.onError(_ -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stage map has a handler of failures for Exception: none reaches another one for Exception"
                        + " after it");
        assertThatThrownBy(() -> numbers(1).batch(2).deadLetter(_ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "deadLetter must follow a map, mapOptional, flatMap, filter, onEach, produce or lines; stage"
                                + " batch is none");
    }
}
