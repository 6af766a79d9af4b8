package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stages that make other streams of a stream, and stages with several ways in or out. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 60)
class PipelineOperatorsTest {
    private static Pipeline<Integer> numbers(int count) {
        return Pipeline.from(IntStream.rangeClosed(1, count).boxed().toList());
    }

    /** Emits the numbers from 1, each after so many milliseconds. */
    private static Pipeline<Integer> after(int... millis) {
        return Pipeline.produce(out -> {
            int number = 0;
            for (int each : millis) {
                Channel.after(Duration.ofMillis(each)).receive();
                number++;
                if (!out.emit(number)) {
                    return;
                }
            }
        });
    }

    @Test
    void batches_have_one_size_but_for_the_last() throws InterruptedException {
        assertThat(numbers(7).batch(3).toList().run()).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
        assertThat(numbers(6).batch(3).toList().run()).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6));
    }

    @Test
    void a_batch_waits_no_longer_than_its_time() throws InterruptedException { // ask 10
        assertThat(after(0, 10, 10, 500, 10, 300)
                        .batch(3, Duration.ofMillis(100))
                        .toList()
                        .run())
                .containsExactly(List.of(1, 2, 3), List.of(4, 5), List.of(6));
    }

    @Test
    void a_window_has_what_came_in_its_time() throws InterruptedException {
        assertThat(after(50, 10, 80, 500, 10)
                        .window(Duration.ofMillis(100))
                        .toList()
                        .run())
                .containsExactly(List.of(1, 2), List.of(3), List.of(4, 5));
    }

    @Test
    void windows_overlap_or_leave_out() throws InterruptedException {
        assertThat(numbers(6).window(3, 2).toList().run()).containsExactly(List.of(1, 2, 3), List.of(3, 4, 5));
        assertThat(numbers(8).window(2, 3).toList().run()).containsExactly(List.of(1, 2), List.of(4, 5), List.of(7, 8));
    }

    @Test
    void a_throttle_passes_on_the_newest_in_each_interval() throws InterruptedException {
        assertThat(after(1, 10, 10, 200, 10, 10)
                        .throttle(Duration.ofMillis(100))
                        .toList()
                        .run())
                .containsExactly(1, 3, 4, 6);
    }

    @Test
    void a_tee_gives_every_item_to_both() throws InterruptedException {
        List<Integer> aside = new ArrayList<>();

        List<Integer> on =
                numbers(20).tee(side -> side.forEach(aside::add)).toList().run();

        assertThat(on).isEqualTo(numbers(20).toList().run());
        assertThat(aside).isEqualTo(on);
    }

    @Test
    void a_branch_that_wants_no_more_is_left_out() throws InterruptedException { // pitfall 28
        List<Integer> aside = new ArrayList<>();

        List<Integer> on = numbers(40)
                .tee(side -> side.limit(3).forEach(aside::add))
                .toList()
                .run();

        assertThat(on).hasSize(40);
        assertThat(aside).containsExactly(1, 2, 3);
    }

    @Test
    void the_branch_goes_on_when_the_main_way_wants_no_more() throws InterruptedException {
        List<Integer> aside = new ArrayList<>();

        List<Integer> on = numbers(40)
                .tee(side -> side.forEach(aside::add))
                .limit(2)
                .toList()
                .run();

        assertThat(on).containsExactly(1, 2);
        assertThat(aside).hasSize(40);
    }

    @Test
    void a_slow_branch_that_drops_never_holds_up_the_main_way() throws InterruptedException { // pitfall 28
        Channel<Integer> gate = Channel.unbuffered();
        List<Integer> aside = new ArrayList<>();
        List<Integer> on = new ArrayList<>();

        try (var run = numbers(50)
                .tee(side -> side.buffer(4, Channel.Overflow.DROP_OLDEST).forEach(number -> {
                    gate.receive();
                    aside.add(number);
                }))
                .forEach(on::add)
                .start()) {
            Bubble.settle();

            assertThat(on).hasSize(50);

            gate.close();
            run.join();
        }

        assertThat(aside).hasSizeBetween(4, 5).endsWith(47, 48, 49, 50); // and one that it had taken
    }

    @Test
    void both_branches_that_want_no_more_end_the_source() throws InterruptedException {
        List<Integer> on = Pipeline.<Integer>produce(out -> {
                    for (int i = 0; out.emit(i); i++) {
                        Bubble.giveWay();
                    }
                })
                .tee(side -> side.limit(2).discard())
                .limit(3)
                .toList()
                .run();

        assertThat(on).containsExactly(0, 1, 2);
    }

    @Test
    void a_partition_splits_in_two() throws InterruptedException {
        List<Integer> odd = new ArrayList<>();

        List<Integer> even = numbers(11)
                .partition(number -> number % 2 == 0, others -> others.forEach(odd::add))
                .toList()
                .run();

        assertThat(even).containsExactly(2, 4, 6, 8, 10);
        assertThat(odd).containsExactly(1, 3, 5, 7, 9, 11);
    }

    @Test
    void a_failure_in_a_branch_is_that_of_the_run() {
        RunnablePipeline<List<Integer>> pipeline = numbers(5)
                .tee(side -> side.forEach("aside", workers(1), number -> {
                    if (number == 4) {
                        throw new IllegalStateException("bad");
                    }
                }))
                .toList();

        assertThatThrownBy(pipeline::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bad");
    }

    @Test
    void merged_pipelines_keep_their_own_order() throws InterruptedException {
        List<Integer> merged = Pipeline.merge(numbers(9), numbers(7).map(number -> -number), numbers(0))
                .toList()
                .run();

        assertThat(merged).hasSize(16);
        assertThat(merged.stream().filter(number -> number > 0)).isSorted().hasSize(9);
        assertThat(merged.stream().filter(number -> number < 0).map(number -> -number))
                .isSorted()
                .hasSize(7);
    }

    @Test
    void zipped_pipelines_end_with_the_shorter() throws InterruptedException {
        Pipeline<String> letters = Pipeline.of("a", "b", "c");

        assertThat(numbers(100)
                        .zip(letters, (number, letter) -> letter + number)
                        .toList()
                        .run())
                .containsExactly("a1", "b2", "c3");
        assertThat(letters.zip(numbers(2), (letter, number) -> letter + number)
                        .toList()
                        .run())
                .containsExactly("a1", "b2");
    }

    @Test
    void a_branch_must_go_on_from_what_it_is_given() {
        var kept = new AtomicReference<Pipeline<Integer>>();

        assertThatThrownBy(() ->
                        numbers(1).tee(_ -> numbers(2).discard()).discard().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a side branch must go on from the pipeline that it is given");
        assertThat(numbers(1).tee(side -> {
                    kept.set(side);
                    return side.discard();
                }))
                .isNotNull();
        assertThatThrownBy(() -> kept.get().discard().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a side branch can be run once, and by the pipeline that it branches off");
    }

    @Test
    void bad_numbers_are_refused() {
        assertThatThrownBy(() -> numbers(1).limit(-1)).hasMessage("items must be at least 0, was -1");
        assertThatThrownBy(() -> numbers(1).batch(0)).hasMessage("size must be at least 1, was 0");
        assertThatThrownBy(() -> numbers(1).window(2, 0)).hasMessage("step must be at least 1, was 0");
        assertThatThrownBy(() -> numbers(1).window(Duration.ZERO))
                .hasMessage("time must be more than 0 and at most 36500 days, was PT0S");
        assertThatThrownBy(() -> numbers(1).buffer(-1)).hasMessageStartingWith("capacity must be from 0 to");
        assertThatThrownBy(() -> numbers(1).buffer(0, Channel.Overflow.DROP_OLDEST))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
