package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ChannelClosedException;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends before the source's: limits, consumers that leave, cancelling, draining. Nothing is left behind. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class PipelineLeavingTest {
    private static Pipeline<Integer> endless() {
        return Pipeline.from(Stream.iterate(1, i -> i + 1).iterator());
    }

    @Test
    @Deterministic
    void three_of_an_endless_source_through_five_stages_leave_nothing() throws InterruptedException { // pitfall 25
        List<Integer> result = endless()
                .map(workers(3).ordered(), i -> i + 1)
                .filter(i -> i % 2 == 0)
                .flatMap(workers(2).ordered(), i -> List.of(i, i))
                .onEach(_ -> {})
                .limit(3)
                .toList()
                .run();

        assertThat(result).containsExactly(2, 2, 4);
    }

    @Test
    void workers_that_hang_are_interrupted_when_no_more_is_wanted() throws InterruptedException { // pitfall 25
        var interrupted = new AtomicInteger();

        List<Integer> result = endless()
                .map("fetch", workers(4), i -> {
                    if (i == 1) {
                        return i;
                    }
                    try {
                        Thread.sleep(Duration.ofHours(1)); // as a call that blocks
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        throw e;
                    }
                    return i;
                })
                .limit(1)
                .toList()
                .run();

        assertThat(result).containsExactly(1);
        assertThat(interrupted.get()).isLessThanOrEqualTo(4);
    }

    @Test
    @Deterministic
    void a_limit_of_nothing_takes_nothing() throws InterruptedException {
        assertThat(endless().limit(0).toList().run()).isEmpty();
    }

    @Test
    @Deterministic(seeds = 50)
    void an_iterator_that_isnt_read_to_its_end_cancels_what_is_upstream() throws InterruptedException { // pitfall 26
        List<Integer> seen = new ArrayList<>();

        try (var numbers = endless().map(workers(3), i -> i).open()) {
            for (int number : numbers) {
                seen.add(number);
                if (seen.size() == 5) {
                    break;
                }
            }
        }

        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    @Deterministic(seeds = 20)
    @SuppressWarnings("unchecked")
    void sixty_four_merged_sources_end_when_the_consumer_leaves_after_one() throws InterruptedException { // pitfall 26
        Pipeline<Integer>[] sources =
                Stream.generate(PipelineLeavingTest::endless).limit(64).toArray(Pipeline[]::new);

        try (var merged = Pipeline.merge(sources).open()) {
            assertThat(merged.channel().receive()).isEqualTo(1);
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void a_receiver_that_leaves_the_channel_at_the_end_ends_the_run() throws InterruptedException {
        Channel<Integer> out = Channel.unbuffered();

        try (var run = endless().map(i -> i).to(out).start()) {
            assertThat(out.receive()).isEqualTo(1);
            out.cancel();

            assertThat(run.join()).isNull();
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void a_receiver_that_leaves_ends_the_run_though_its_source_is_idle() throws InterruptedException {
        Channel<Integer> idle = Channel.unbuffered();
        Channel<Integer> out = Channel.unbuffered();

        try (var run = Pipeline.from(idle).map(i -> i).to(out).start()) {
            Bubble.settle();
            out.cancel();

            assertThat(run.join()).isNull();
            assertThat(idle.isClosed()).isTrue();
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void the_channel_that_a_pipeline_reads_is_cancelled_when_it_wants_no_more() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();

        try (var scope = Scope.open()) {
            var producer = scope.go(() -> {
                try {
                    while (true) {
                        in.send(1);
                    }
                } catch (ChannelClosedException e) {
                    return e.getMessage();
                }
            });
            Pipeline.from(in).limit(2).discard().run();

            assertThat(producer.await()).contains("has left");
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void the_inner_channel_of_a_flat_map_is_left_midway() throws InterruptedException { // pitfall 29
        Channel<Integer> inner = Channel.unbuffered();

        try (var scope = Scope.open()) {
            var producer = scope.go(() -> {
                int sent = 0;
                while (inner.sendIfOpen(sent)) {
                    sent++;
                }
                return sent;
            });
            List<Integer> result = Pipeline.of("a")
                    .<Integer>flatMap(_ -> inner)
                    .buffer(0)
                    .limit(3)
                    .toList()
                    .run();

            assertThat(result).containsExactly(0, 1, 2);
            assertThat(producer.await()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void cancelling_ends_the_run_wherever_it_waits() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();

        try (var run = Pipeline.merge(Pipeline.from(never), endless(), Pipeline.from(Channel.<Integer>unbuffered()))
                .map(workers(2).ordered(), i -> i)
                .batch(7, Duration.ofHours(1))
                .map(workers(1, 3), List::size)
                .forEach(_ -> never.receive())
                .start()) {
            assertThat(run.cancel()).isTrue();

            assertThatThrownBy(run::join).isInstanceOf(CancelledException.class);
            assertThat(run.cancel()).isFalse();
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void the_deadline_of_the_context_cancels_the_run() throws InterruptedException {
        try (var context = Context.current().withTimeout(Duration.ofMinutes(3))) {
            assertThatThrownBy(() -> context.run(() ->
                            Pipeline.ticks(Duration.ofSeconds(1)).discard().run()))
                    .isInstanceOf(ContextCancelledException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }

        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    @Deterministic(seeds = 50)
    void a_run_in_a_cancelled_context_leaves_its_channels_ended() {
        Channel<Integer> in = Channel.unbuffered();
        Channel<Integer> out = Channel.unbuffered();

        try (var context = Context.current().withCancel()) {
            context.cancel();
            assertThatThrownBy(() -> context.run(() -> Pipeline.from(in).to(out).run()))
                    .isInstanceOf(ContextCancelledException.class);
        }

        assertThat(in.isClosed()).isTrue();
        assertThat(out.isClosed()).isTrue();
    }

    // Draining

    @Test
    @Deterministic
    void draining_ends_a_source_that_is_about_to_begin() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();

        try (var run = Pipeline.<Integer>produce(out -> {
                    never.receive();
                    out.emit(1);
                })
                .toList()
                .start()) {
            run.drain();

            assertThat(run.join()).isEmpty();
        }
    }

    @Test
    @Deterministic
    void draining_ends_the_source_and_finishes_what_is_under_way() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        List<Integer> done = new ArrayList<>();

        try (var run = Pipeline.from(in)
                .map(workers(3), i -> i)
                .batch(5, Duration.ofHours(1))
                .forEach(done::addAll)
                .start()) {
            for (int i = 1; i <= 13; i++) {
                in.send(i);
            }
            run.drain();
            run.join();
        }

        assertThat(done).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
        assertThat(in.isClosed()).isTrue();
        assertThat(Bubble.elapsed()).isZero();
    }

    @Test
    @Deterministic
    void an_item_that_an_iterator_has_given_is_finished_even_when_it_waits_for_room() throws InterruptedException {
        var given = new AtomicInteger();
        Channel<Integer> gate = Channel.unbuffered();
        List<Integer> done = new ArrayList<>();
        Iterator<Integer> source = Stream.generate(given::incrementAndGet).iterator();

        try (var run = Pipeline.from(source)
                .buffer(1)
                .forEach(i -> {
                    gate.receive();
                    done.add(i);
                })
                .start()) {
            Bubble.settle();
            run.drain();
            gate.close();
            run.join();
        }

        assertThat(done).isEqualTo(IntStream.rangeClosed(1, given.get()).boxed().toList());
    }

    @Test
    void a_source_that_blocks_elsewhere_is_interrupted() throws InterruptedException {
        var reading = new AtomicBoolean();

        try (var run = Pipeline.<Integer>produce(out -> {
                    out.emit(1);
                    reading.set(true);
                    Thread.sleep(Duration.ofHours(1)); // as a read that blocks
                })
                .toList()
                .start()) {
            Eventually.becomes(reading::get);
            run.drain();

            assertThat(run.join()).containsExactly(1);
        }
    }

    @Test
    @Deterministic
    void draining_within_a_time_cancels_what_takes_longer() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();

        try (var run = Pipeline.of(1).forEach(_ -> never.receive()).start()) {
            Bubble.settle();
            assertThat(run.drain(Duration.ofMinutes(2))).isFalse();

            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMinutes(2));
            assertThatThrownBy(run::join).isInstanceOf(CancelledException.class);
        }
    }

    @Test
    @Deterministic
    void draining_returns_true_when_all_is_done_in_time() throws InterruptedException {
        try (var run = Pipeline.ticks(Duration.ofSeconds(1))
                .map(_ -> 1)
                .collect(Collectors.counting())
                .start()) {
            Channel.after(Duration.ofMillis(3_500)).receive();

            assertThat(run.drain(Duration.ofMinutes(2))).isTrue();
            assertThat(run.join()).isEqualTo(3);
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(3_500));
        }
    }

    @Test
    @Deterministic
    void a_drained_run_can_still_be_cancelled() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();

        try (var run = endless().forEach(_ -> never.receive()).start()) {
            Bubble.settle();
            run.drain();
            run.cancel();

            assertThatThrownBy(run::join).isInstanceOf(CancelledException.class);
        }
    }

    @Test
    void a_producer_that_doesnt_look_is_ended_by_its_next_item() throws InterruptedException {
        List<Integer> result = Pipeline.<Integer>produce(out -> {
                    for (int i = 1; ; i++) {
                        var _ = out.emit(i);
                    }
                })
                .limit(2)
                .toList()
                .run();

        assertThat(result).containsExactly(1, 2);
    }

    @Test
    @Deterministic(seeds = 50)
    void cancelling_a_run_leaves_its_owner_free_to_wait() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();

        try (var scope = Scope.open();
                var run = endless().forEach(_ -> never.receive()).start()) {
            Bubble.settle();
            run.cancel();

            assertThat(Channel.after(Duration.ofSeconds(1)).receive()).isNotNull();
            assertThatThrownBy(run::join).isInstanceOf(CancelledException.class);
            assertThat(Channel.after(Duration.ofSeconds(1)).receive()).isNotNull();
            assertThat(scope.context().isCancelled()).isFalse();
        }
    }

    @Test
    @Deterministic(seeds = 50)
    void a_run_whose_owner_is_cancelled_says_so_and_why() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();
        var thrown = new AtomicReference<Throwable>();

        try (var scope = Scope.open()) {
            var task = scope.go(() -> {
                try (var run = endless().forEach(_ -> never.receive()).start()) {
                    thrown.set(catchThrowable(run::join));
                }
            });
            Bubble.settle();
            task.cancel();
            scope.join();

            assertThat(thrown.get()).isInstanceOf(ContextCancelledException.class);
        }
    }
}
