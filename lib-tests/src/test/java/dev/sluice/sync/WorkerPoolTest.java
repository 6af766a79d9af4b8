package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ChannelClosedException;
import dev.sluice.ChannelFailedException;
import dev.sluice.Context;
import dev.sluice.Offer;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
@NullUnmarked
class WorkerPoolTest {
    private final Channel<Integer> gate = Channel.unbuffered();

    /** Work that waits to be let through. */
    private int waitAtGate(int job) throws InterruptedException {
        gate.receive();
        return job;
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<Integer> jobs(List<WorkerPool.Result<Integer, Integer>> results) {
        return results.stream().map(WorkerPool.Result::job).toList();
    }

    // pitfall 30
    @ParameterizedTest
    @CsvSource({"1, 0, false", "3, 0, true", "8, 1, false", "7, 100, true", "1, 1, true"})
    void one_thread_can_submit_all_and_have_all_results(int workers, int queue, boolean inOrder)
            throws InterruptedException {
        int count = 10_007;
        try (var scope = Scope.open()) {
            var options = WorkerPool.workers(workers).queue(queue);
            WorkerPool<Integer, Integer> pool = (inOrder ? options.inOrder() : options).start(scope, job -> job * 3);

            List<WorkerPool.Result<Integer, Integer>> results = pool.collect(numbers(count));

            assertThat(jobs(results)).hasSize(count).containsExactlyInAnyOrderElementsOf(numbers(count));
            assertThat(results).allMatch(each -> each.equals(new WorkerPool.Success<>(each.job(), each.job() * 3)));
            if (inOrder) {
                assertThat(jobs(results)).isSorted();
            }
            scope.join();
        }
    }

    // pitfall 30
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_results_are_closed_after_the_last_one(boolean inOrder) throws InterruptedException {
        try (var scope = Scope.open()) {
            var options = WorkerPool.workers(5).queue(2);
            WorkerPool<Integer, Integer> pool = (inOrder ? options.inOrder() : options).start(scope, job -> job);
            scope.go(() -> {
                for (int job : numbers(2_003)) {
                    pool.submit(job);
                }
                pool.close();
                pool.close();
            });
            int received = 0;
            for (var _ : pool.results()) {
                received++;
            }

            assertThat(received).isEqualTo(2_003);
            assertThatThrownBy(() -> pool.submit(1)).isInstanceOf(ChannelClosedException.class);
            assertThat(pool.offer(1)).isEqualTo(Offer.CLOSED);
            assertThat(pool.cancel()).isFalse();
            scope.join();
        }
    }

    // pitfall 31
    @Test
    void a_job_that_throws_whatever_it_is_is_a_result_and_the_worker_goes_on() throws InterruptedException {
        var failures = List.of(
                new IOException("checked"),
                new IllegalStateException("unchecked"),
                new StackOverflowError(),
                new InterruptedException(),
                new CancelledException("cancelled", null));
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(2).start(scope, job -> {
                if (job % 2 == 0) {
                    return job;
                }
                switch (failures.get(job / 2 % failures.size())) {
                    case Exception e -> throw e;
                    case Error e -> throw e;
                    default -> throw new AssertionError();
                }
            });

            List<WorkerPool.Result<Integer, Integer>> results = pool.collect(numbers(1_001));

            assertThat(jobs(results)).containsExactlyInAnyOrderElementsOf(numbers(1_001));
            for (var result : results) {
                switch (result) {
                    case WorkerPool.Success(var job, var value) ->
                        assertThat(value).isEqualTo(job).isEven();
                    case WorkerPool.Failure(var job, var cause) ->
                        assertThat(cause).isSameAs(failures.get(job / 2 % failures.size()));
                }
            }
            scope.join();
        }
    }

    // pitfall 31
    @Test
    void a_job_that_leaves_its_thread_interrupted_keeps_its_result() throws InterruptedException {
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(1).start(scope, job -> {
                Thread.currentThread().interrupt();
                return job;
            });

            assertThat(jobs(pool.collect(numbers(17)))).hasSize(17);
            scope.join();
        }
    }

    // asks 22
    @Test
    void in_order_failures_stand_where_their_jobs_stood() throws InterruptedException {
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(4).inOrder().start(scope, job -> 100 / (job % 5));

            List<WorkerPool.Result<Integer, Integer>> results = pool.collect(numbers(503));

            assertThat(jobs(results)).isEqualTo(numbers(503));
            assertThat(results).allMatch(each -> each instanceof WorkerPool.Failure == (each.job() % 5 == 0));
            scope.join();
        }
    }

    // asks 22
    @Test
    void submitting_waits_when_workers_and_queue_are_full() throws InterruptedException {
        try (var scope = Scope.open();
                var context = Context.background().withCancel()) {
            WorkerPool<Integer, Integer> pool =
                    WorkerPool.workers(2).queue(3).named("mill").start(scope, this::waitAtGate);
            for (int job : numbers(5)) {
                pool.submit(job);
            }
            Eventually.becomes(() -> pool.running() == 2 && pool.queued() == 3);

            assertThat(pool.offer(5)).isEqualTo(Offer.FULL);
            assertThat(pool.submit(5, Duration.ofMillis(1))).isEqualTo(Offer.FULL);
            context.cancel();
            assertThatThrownBy(() -> pool.submit(5, context)).isInstanceOf(CancelledException.class);
            Task<?> waiting = scope.go(() -> pool.submit(5));
            waiting.cancel();
            assertThatThrownBy(waiting::await).isInstanceOf(CancelledException.class);
            assertThat(pool).hasToString("mill (2 of 2 workers busy, 3 jobs queued)");

            pool.close();
            gate.close();
            int received = 0;
            for (var _ : pool.results()) {
                received++;
            }
            assertThat(received).isEqualTo(5);
            scope.join();
        }
    }

    @Test
    void in_order_a_slow_job_holds_up_results_and_not_work_until_queue_and_workers_are_used_up()
            throws InterruptedException {
        var slow = Channel.<Integer>unbuffered();
        var done = new AtomicInteger();
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(2)
                    .queue(4)
                    .inOrder()
                    .start(scope, job -> {
                        if (job == 0) {
                            slow.receive();
                        }
                        done.incrementAndGet();
                        return job;
                    });
            Task<List<WorkerPool.Result<Integer, Integer>>> results = scope.go(() -> pool.collect(numbers(50)));

            Eventually.becomes(() -> done.get() == 5 && pool.queued() == 4);
            assertThat(pool.running()).isEqualTo(1);
            slow.close();

            assertThat(jobs(results.await())).isEqualTo(numbers(50));
            scope.join();
        }
    }

    @Test
    void resizing_counts_at_once() throws InterruptedException {
        var running = new AtomicInteger();
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(2).queue(100).start(scope, job -> {
                running.incrementAndGet();
                try {
                    return waitAtGate(job);
                } finally {
                    running.decrementAndGet();
                }
            });
            Task<List<WorkerPool.Result<Integer, Integer>>> results = scope.go(() -> pool.collect(numbers(60)));
            Eventually.becomes(() -> running.get() == 2);

            pool.resize(7);
            Eventually.becomes(() -> running.get() == 7);
            assertThat(pool.workers()).isEqualTo(7);

            pool.resize(1);
            for (int i = 0; i < 10; i++) {
                gate.send(i);
            }
            Eventually.becomes(() -> running.get() == 1);

            assertThatThrownBy(() -> pool.resize(0)).hasMessage("workers must be at least 1, was 0");
            gate.close();
            assertThat(results.await()).hasSize(60);
            scope.join();
        }
    }

    @Test
    void cancelling_stops_what_runs_drops_what_waits_and_loses_nothing() throws InterruptedException {
        var undelivered = new ConcurrentLinkedQueue<Integer>();
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(3)
                    .queue(5)
                    .<Integer, Integer>start(scope, this::waitAtGate, each -> undelivered.add(each.job()));
            for (int job : numbers(8)) {
                pool.submit(job);
            }
            Eventually.becomes(() -> pool.running() == 3);

            assertThat(pool.cancel()).isTrue();
            assertThat(pool.cancel()).isFalse();

            assertThatThrownBy(() -> pool.results().receive())
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCauseInstanceOf(CancelledException.class);
            assertThatThrownBy(() -> pool.submit(8)).isInstanceOf(ChannelClosedException.class);
            scope.join();
        }
        assertThat(undelivered).containsExactlyInAnyOrderElementsOf(numbers(9));
    }

    @Test
    void a_reader_that_leaves_stops_the_pool() throws InterruptedException {
        var undelivered = new ConcurrentLinkedQueue<Integer>();
        var received = new ArrayList<Integer>();
        var submitted = new AtomicInteger();
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(3)
                    .queue(5)
                    .<Integer, Integer>start(scope, job -> job, each -> undelivered.add(each.job()));
            scope.go(() -> {
                try {
                    for (int job : numbers(1_000_000)) {
                        submitted.incrementAndGet();
                        pool.submit(job);
                    }
                } catch (ChannelClosedException _) {
                    // nobody wants any more
                }
            });
            for (int i = 0; i < 13; i++) {
                received.add(pool.results().receive().job());
            }
            pool.results().cancel();
            scope.join();
        }
        received.addAll(undelivered);
        assertThat(received).containsExactlyInAnyOrderElementsOf(numbers(submitted.get()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void rejects_numbers_out_of_range(int workers) {
        assertThatThrownBy(() -> WorkerPool.workers(workers)).hasMessage("workers must be at least 1, was " + workers);
        assertThatThrownBy(() -> WorkerPool.workers(1).queue(-1)).hasMessageEndingWith(", was -1");
    }
}
