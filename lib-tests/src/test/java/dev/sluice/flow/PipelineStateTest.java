package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Gatherer;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stages with a state and an end, and those that leave items out. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class PipelineStateTest {
    private static Pipeline<Integer> numbers(int count) {
        return Pipeline.from(IntStream.rangeClosed(1, count).boxed().toList());
    }

    private static Pipeline<Integer> endless() {
        return Pipeline.from(Stream.iterate(1, i -> i + 1).iterator());
    }

    /** Passes on the sum of each two, and what is left at the end; notes whether it was finished. */
    private static Gatherer<Integer, ?, Integer> pairs(AtomicInteger finished) {
        return Gatherer.ofSequential(
                ArrayList<Integer>::new,
                (held, number, out) -> {
                    held.add(number);
                    if (held.size() < 2) {
                        return true;
                    }
                    int sum = held.get(0) + held.get(1);
                    held.clear();
                    return out.push(sum);
                },
                (held, out) -> {
                    finished.incrementAndGet();
                    held.forEach(out::push);
                });
    }

    @Test
    @Deterministic(seeds = 20)
    void scan_passes_on_each_value_of_a_fold() throws InterruptedException {
        RunnablePipeline<List<Integer>> sums = numbers(4).scan(0, Integer::sum).toList();

        assertThat(sums.run()).containsExactly(1, 3, 6, 10);
        assertThat(sums.run()).containsExactly(1, 3, 6, 10);
        assertThat(numbers(0).scan(0, Integer::sum).toList().run()).isEmpty();
    }

    @Test
    void the_function_of_a_scan_may_throw_and_must_not_return_null() {
        assertThatThrownBy(() -> numbers(3)
                        .<Integer>scan(0, (_, number) -> {
                            if (number == 2) {
                                throw new IOException("bad");
                            }
                            return number;
                        })
                        .toList()
                        .run(IOException.class))
                .isInstanceOf(IOException.class)
                .hasMessage("bad")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Object::toString)
                        .contains("in stage scan, at item 2: 2"));
        assertThatThrownBy(() -> numbers(3).scan(0, (_, _) -> null).toList().run())
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    @Deterministic(seeds = 20)
    void a_gatherer_passes_on_what_is_left_when_the_items_have_ended() throws InterruptedException {
        var finished = new AtomicInteger();
        RunnablePipeline<List<Integer>> sums =
                numbers(5).gather(pairs(finished)).toList();

        assertThat(sums.run()).containsExactly(3, 7, 5);
        assertThat(sums.run()).containsExactly(3, 7, 5);
        assertThat(finished).hasValue(2);
    }

    @Test
    @Deterministic(seeds = 20)
    void the_gatherers_of_the_jdk_are_stages() throws InterruptedException {
        assertThat(numbers(5).gather(Gatherers.windowFixed(2)).toList().run())
                .containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
        assertThat(numbers(4).gather(Gatherers.windowSliding(3)).toList().run())
                .containsExactly(List.of(1, 2, 3), List.of(2, 3, 4));
        assertThat(numbers(4)
                        .gather(Gatherers.fold(() -> "", (text, i) -> text + i))
                        .toList()
                        .run())
                .containsExactly("1234");
        assertThat(numbers(0)
                        .gather(Gatherers.fold(() -> "-", (text, i) -> text + i))
                        .toList()
                        .run())
                .containsExactly("-");
    }

    @Test
    @Deterministic(seeds = 50)
    void a_gatherer_that_wants_no_more_ends_what_is_before_it_and_is_finished() throws InterruptedException {
        Gatherer<Integer, ?, String> three = Gatherer.ofSequential(
                AtomicInteger::new,
                (count, number, out) -> out.push("" + number) && count.incrementAndGet() < 3,
                (count, out) -> out.push("end of " + count));

        assertThat(endless().gather(three).toList().run()).containsExactly("1", "2", "3", "end of 3");
    }

    @Test
    @Deterministic(seeds = 50)
    void a_gatherer_whose_items_are_not_wanted_isnt_finished() throws InterruptedException {
        var finished = new AtomicInteger();

        assertThat(endless().gather(pairs(finished)).limit(2).toList().run()).containsExactly(3, 7);
        assertThat(finished).hasValue(0);
    }

    @Test
    @Deterministic(seeds = 50)
    void a_cancelled_gatherer_is_told_that_no_more_is_wanted() throws InterruptedException {
        var finished = new AtomicInteger();
        Gatherer<Integer, ?, Integer> copies = Gatherer.ofSequential(
                () -> 0,
                (_, number, out) -> {
                    while (!out.isRejecting()) {
                        out.push(number);
                    }
                    return out.push(number);
                },
                (_, _) -> finished.incrementAndGet());
        Channel<Integer> out = Channel.unbuffered();

        try (var run = numbers(1).gather(copies).to(out).start()) {
            assertThat(out.receive()).isEqualTo(1);
            run.cancel();
        }

        assertThat(finished).hasValue(0);
    }

    @Test
    void what_a_gatherer_throws_ends_the_run_and_names_the_item() {
        Gatherer<Integer, ?, Integer> bad = Gatherer.of((_, number, _) -> {
            throw new IllegalStateException("bad " + number);
        });

        assertThatThrownBy(() -> numbers(3).gather(bad).toList().run())
                .hasMessage("bad 1")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Object::toString)
                        .contains("in stage gather, at item 1: 1"));
    }

    @Test
    @Deterministic(seeds = 20)
    void mapOptional_leaves_out_what_is_empty() throws InterruptedException {
        assertThat(numbers(6)
                        .mapOptional(i -> i % 2 == 0 ? Optional.of("" + i) : Optional.empty())
                        .toList()
                        .run())
                .containsExactly("2", "4", "6");
        assertThat(numbers(60)
                        .mapOptional(
                                "halve", workers(3).ordered(), i -> i % 2 == 0 ? Optional.of(i / 2) : Optional.empty())
                        .toList()
                        .run())
                .isEqualTo(IntStream.rangeClosed(1, 30).boxed().toList());
    }

    @Test
    @Deterministic(seeds = 20)
    void generate_calls_a_supplier_until_it_returns_null() throws InterruptedException {
        var next = new AtomicInteger();

        assertThat(Pipeline.generate(() -> next.incrementAndGet() <= 3 ? next.get() : null)
                        .toList()
                        .run())
                .containsExactly(1, 2, 3);
        assertThat(Pipeline.generate(next::incrementAndGet).limit(2).toList().run())
                .containsExactly(5, 6);
    }
}
