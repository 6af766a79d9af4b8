package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.ChannelClosedException;
import dev.sluice.ChannelFailedException;
import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools under many schedules: each job ends in one place, whatever is closed, cancelled or resized meanwhile. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@Deterministic(seeds = 300)
@NullUnmarked
class WorkerPoolScheduleTest {
    private static final int JOBS = 6;

    private final List<Integer> submitted = new ArrayList<>();
    private final List<Integer> received = new ArrayList<>();
    private final List<Integer> undelivered = new ArrayList<>();
    private int running;
    private int most;

    private int work(int job) throws InterruptedException {
        running++;
        most = Math.max(most, running);
        try {
            Channel.after(Duration.ofSeconds(1 + job % 2)).receive();
            if (job % 3 == 0) {
                throw new IllegalStateException("broken");
            }
            return job;
        } finally {
            running--;
        }
    }

    private WorkerPool<Integer, Integer> pool(Scope scope, boolean inOrder) throws InterruptedException {
        var options = WorkerPool.workers(2).queue(1);
        return (inOrder ? options.inOrder() : options)
                .<Integer, Integer>start(scope, this::work, each -> undelivered.add(each.job()));
    }

    private void submitAll(WorkerPool<Integer, Integer> pool) throws InterruptedException {
        try {
            for (int job = 0; job < JOBS; job++) {
                submitted.add(job);
                pool.submit(job);
            }
            pool.close();
        } catch (ChannelClosedException _) {
            // The job that it was about went to the hook.
        }
    }

    private void receiveAll(WorkerPool<Integer, Integer> pool) throws InterruptedException {
        try {
            for (WorkerPool.Result<Integer, Integer> result;
                    (result = pool.results().receive()) != null; ) {
                received.add(result.job());
            }
        } catch (ChannelFailedException _) {
            // cancelled
        }
    }

    /** Runs a pool with one who submits, one who receives, and something that comes in between. */
    private void run(boolean inOrder, Consumer<WorkerPool<Integer, Integer>> between) throws InterruptedException {
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = pool(scope, inOrder);
            scope.go("submit", () -> submitAll(pool));
            scope.go("receive", () -> receiveAll(pool));
            scope.go("between", () -> {
                Channel.after(Duration.ofSeconds(1)).receive();
                between.accept(pool);
            });
            scope.join();
        }
        var accounted = new ArrayList<>(received);
        accounted.addAll(undelivered);
        assertThat(accounted).containsExactlyInAnyOrderElementsOf(submitted);
        assertThat(running).isZero();
        if (inOrder) {
            assertThat(received).isSorted();
        }
    }

    // pitfall 30
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void all_results_come_and_then_the_end(boolean inOrder) throws InterruptedException {
        run(inOrder, _ -> Bubble.giveWay());

        assertThat(received).hasSize(JOBS);
        assertThat(most).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelling_loses_nothing(boolean inOrder) throws InterruptedException {
        run(inOrder, WorkerPool::cancel);

        assertThat(received).hasSizeLessThan(JOBS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_reader_that_leaves_loses_nothing(boolean inOrder) throws InterruptedException {
        run(inOrder, pool -> pool.results().cancel());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closing_while_jobs_are_submitted_loses_nothing(boolean inOrder) throws InterruptedException {
        run(inOrder, WorkerPool::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_scope_that_is_cancelled_loses_nothing(boolean inOrder) throws InterruptedException {
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = pool(scope, inOrder);
            scope.go("submit", () -> submitAll(pool));
            scope.go("receive", () -> receiveAll(pool));
            Channel.after(Duration.ofSeconds(1)).receive();
        }
        received.addAll(undelivered);
        assertThat(received).containsExactlyInAnyOrderElementsOf(submitted);
        assertThat(running).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_job_that_swallows_its_cancellation_doesnt_wait_for_a_reader_that_never_comes(boolean inOrder)
            throws InterruptedException {
        var options = WorkerPool.workers(2).queue(2);
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = (inOrder ? options.inOrder() : options)
                    .<Integer, Integer>start(
                            scope,
                            job -> {
                                try {
                                    Channel.after(Duration.ofHours(1)).receive();
                                } catch (InterruptedException _) {
                                    // so the goroutine has had its one interrupt
                                }
                                return job;
                            },
                            each -> undelivered.add(each.job()));
            pool.submit(0);
            pool.submit(1);
            pool.close();
            Bubble.settle();
        }
        assertThat(undelivered).containsExactlyInAnyOrder(0, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_smaller_pool_begins_nothing_before_there_is_room(boolean inOrder) throws InterruptedException {
        int[] beyond = new int[1];
        try (var scope = Scope.open()) {
            var options = WorkerPool.workers(2).queue(2);
            WorkerPool<Integer, Integer> pool = (inOrder ? options.inOrder() : options).start(scope, job -> {
                running++;
                if (running > 1 && job >= 2) {
                    beyond[0]++;
                }
                Channel.after(Duration.ofSeconds(2)).receive();
                running--;
                return job;
            });
            scope.go("submit", () -> {
                pool.submit(0);
                Channel.after(Duration.ofSeconds(1)).receive();
                pool.resize(1);
                pool.submit(2);
                pool.submit(3);
                pool.close();
            });
            receiveAll(pool);
            scope.join();
        }
        assertThat(received).containsExactly(0, 2, 3);
        assertThat(beyond[0]).isZero();
    }
}
