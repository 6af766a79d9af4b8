package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Sluice;
import dev.sluice.inspect.ChannelState;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run says about itself. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class PipelineProgressTest {
    private static void work(Duration time) throws InterruptedException {
        Channel.after(time).receive();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    @Test
    @Deterministic(seeds = 50)
    void times_tell_which_stage_holds_the_others_up() throws InterruptedException {
        try (var run = Pipeline.from(numbers(42))
                .buffer(4)
                .onEach("slow", workers(2), _ -> work(Duration.ofSeconds(3)))
                .forEach("quick", workers(1), _ -> {})
                .start()) {
            run.join();

            StageProgress source = run.progress().get(0);
            StageProgress slow = run.progress().get(1);
            StageProgress quick = run.progress().get(2);
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(63));
            assertThat(slow.busy()).isEqualTo(Duration.ofSeconds(126));
            assertThat(slow.waitingForInput()).isZero();
            assertThat(slow.waitingForOutput()).isZero();
            assertThat(source.busy()).isZero();
            assertThat(source.waitingForOutput()).isBetween(Duration.ofSeconds(51), Duration.ofSeconds(57));
            assertThat(quick.waitingForInput()).isEqualTo(Duration.ofSeconds(63));
            assertThat(run.bottleneck()).contains(slow);
            assertThat(slow.utilisation()).isEqualTo(1);
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void a_wait_that_goes_on_counts() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        Channel<Integer> out = Channel.unbuffered();

        try (var run = Pipeline.from(in).map(i -> i).to(out).start()) {
            work(Duration.ofSeconds(5));

            assertThat(run.progress())
                    .extracting(StageProgress::waitingForInput)
                    .containsOnly(Duration.ofSeconds(5));

            in.send(1);
            Bubble.settle();
            work(Duration.ofSeconds(2));

            assertThat(run.progress().getLast().waitingForOutput()).isEqualTo(Duration.ofSeconds(2));
            assertThat(run.progress().getLast().waitingForInput()).isEqualTo(Duration.ofSeconds(5));
            out.receive();
            run.drain();
            run.join();
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void counts_and_queues_are_told_while_it_runs() throws InterruptedException {
        Channel<Integer> gate = Channel.unbuffered();

        try (var run = Pipeline.from(numbers(100))
                .buffer(10)
                .onEach("gate", workers(3), _ -> gate.receive())
                .discard()
                .start()) {
            Bubble.settle();

            StageProgress stage = run.progress().get(1);
            assertThat(stage.in()).isEqualTo(3);
            assertThat(stage.out()).isZero();
            assertThat(stage.queued()).isEqualTo(10);
            assertThat(stage.queueCapacity()).isEqualTo(10);
            assertThat(stage.queueHighWater()).isEqualTo(10);
            assertThat(stage.workers()).isEqualTo(3);
            assertThat(run.progress().getFirst().in()).isEqualTo(14);
            assertThat(run.progress().getFirst().out()).isEqualTo(13);

            gate.close();
            run.join();

            assertThat(run.progress().get(1).out()).isEqualTo(100);
            assertThat(run.progress().get(1).queued()).isZero();
            assertThat(run.progress().get(1).queueHighWater()).isEqualTo(10);
            assertThat(run.progress().get(1).workers()).isZero();
            assertThat(run.progress().get(1).mostWorkers()).isEqualTo(3);
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void the_time_of_a_run_stands_still_when_it_has_ended() throws InterruptedException {
        try (var run =
                Pipeline.of(1, 2, 3).forEach(_ -> work(Duration.ofSeconds(5))).start()) {
            work(Duration.ofSeconds(7));

            assertThat(run.elapsed()).isEqualTo(Duration.ofSeconds(7));

            run.join();
            work(Duration.ofSeconds(100));

            assertThat(run.elapsed()).isEqualTo(Duration.ofSeconds(15));
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void the_most_workers_of_an_elastic_stage_are_told_when_they_have_gone() throws InterruptedException {
        try (var run = Pipeline.from(numbers(400))
                .forEach("slow", workers(1, 4), _ -> work(Duration.ofMillis(50)))
                .start()) {
            run.join();

            assertThat(run.progress().get(1).workers()).isZero();
            assertThat(run.progress().get(1).mostWorkers()).isEqualTo(4);
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void the_difference_of_two_looks_is_what_happened_in_between() throws InterruptedException {
        try (var run = Pipeline.ticks(Duration.ofSeconds(1))
                .onEach(_ -> work(Duration.ofMillis(250)))
                .discard()
                .start()) {
            work(Duration.ofMillis(4_500));
            StageProgress before = run.progress().get(1);
            work(Duration.ofSeconds(10));
            StageProgress between = run.progress().get(1).since(before);

            assertThat(between.in()).isEqualTo(10);
            assertThat(between.busy()).isEqualTo(Duration.ofMillis(2_500));
            assertThat(between.utilisation()).isEqualTo(0.25);
            run.cancel();
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void operators_count_too() throws InterruptedException {
        try (var run = Pipeline.from(numbers(25))
                .batch(10, Duration.ofHours(1))
                .tee(side -> side.discard())
                .limit(2)
                .discard()
                .start()) {
            run.join();

            assertThat(run.progress()).extracting(StageProgress::name).contains("batch", "tee", "limit");
            StageProgress limit = run.progress().stream()
                    .filter(each -> each.name().equals("limit"))
                    .findFirst()
                    .orElseThrow();
            assertThat(limit.in()).isEqualTo(2);
            assertThat(limit.out()).isEqualTo(2);
        }
    }

    @Test
    void the_channels_of_a_run_that_is_over_are_gone_from_snapshots() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        try (var run = Pipeline.from(in).named("tanks").map(i -> i).open()) {
            Eventually.becomes(() -> run.run().progress().getFirst().workers() == 1);
            assertThat(names()).contains("behind tanks", "behind map", "output");

            in.close();
            run.run().join();

            assertThat(names()).doesNotContain("behind tanks", "behind map", "output");
            assertThat(run.run().toString()).contains("succeeded"); // so it is still there
        }
    }

    private static List<String> names() {
        return Sluice.snapshot().channels().stream().map(ChannelState::name).toList();
    }

    @Test
    @Deterministic(seeds = 10)
    void the_high_water_mark_of_a_stage_by_key_is_within_its_queue() throws InterruptedException {
        try (var run = Pipeline.from(numbers(200))
                .forEach(Workers.workersByKey(3, (Integer i) -> i % 7), _ -> work(Duration.ofMillis(1)))
                .start()) {
            run.join();

            assertThat(run.progress().get(1).queueHighWater())
                    .isEqualTo(run.progress().get(1).queueCapacity());
        }
    }

    @Test
    @Deterministic(seeds = 20)
    void the_high_water_mark_of_a_stage_by_the_clock_is_seen() throws InterruptedException {
        try (var run = Pipeline.from(numbers(100))
                .batch(2, Duration.ofHours(1))
                .buffer(0)
                .forEach(_ -> work(Duration.ofMillis(1)))
                .start()) {
            run.join();

            assertThat(run.progress().get(1).queueHighWater()).isEqualTo(16);
        }
    }

    @Test
    @Deterministic(seeds = 20)
    void where_all_stages_wait_none_is_the_bottleneck() throws InterruptedException {
        Channel<Integer> out = Channel.unbuffered();

        try (var run = Pipeline.<Integer>produce(items -> {
                    for (int i = 0; i < 10; i++) {
                        work(Duration.ofSeconds(1)); // the source is busy for a fifth of its time
                        items.emit(i);
                    }
                })
                .buffer(0)
                .onEach("second", workers(1), _ -> {})
                .buffer(0)
                .to(out)
                .start()) {
            for (int i = 0; i < 10; i++) {
                work(Duration.ofSeconds(5)); // outside of the run
                out.receive();
            }
            run.join();

            assertThat(run.progress().getFirst().utilisation()).isLessThan(0.3).isPositive();
            assertThat(run.bottleneck()).isEmpty();
        }
    }
}
