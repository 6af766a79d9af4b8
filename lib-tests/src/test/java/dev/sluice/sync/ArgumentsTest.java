package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.Channel;
import dev.sluice.Offer;
import dev.sluice.Scope;
import dev.sluice.function.CheckedFunction;
import dev.sluice.io.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number and every duration that can be passed to this package and to pipes: at once, and by its own name. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@NullUnmarked
class ArgumentsTest {
    private static final long MOST_BYTES = 1 << 20;

    static Stream<Arguments> numbers() {
        var semaphore = new Semaphore(3);
        var topic = new Topic<Integer>();
        return Stream.of(
                number("limit", 1, Integer.MAX_VALUE, Semaphore::new),
                number("limit", 1, Integer.MAX_VALUE, limit -> new Semaphore(limit, "name")),
                number("limit", 1, Integer.MAX_VALUE, limit -> resized(new Semaphore(3), limit)),
                number("permits", 1, 3, permits -> acquired(() -> semaphore.acquire(permits))),
                number("permits", 1, 3, permits -> acquired(() -> semaphore.acquire(permits, Duration.ZERO))),
                number(
                        "permits",
                        1,
                        3,
                        permits -> acquired(() -> semaphore.tryAcquire(permits).orElseThrow())),
                number("parties", 1, Integer.MAX_VALUE, Barrier::new),
                number("parties", 1, Integer.MAX_VALUE, parties -> new Barrier(parties, () -> {})),
                number("parties", 1, Integer.MAX_VALUE, parties -> new Barrier(parties, () -> {}, "name")),
                number("things", 1, Integer.MAX_VALUE, things -> added(new WaitGroup(), things)),
                number("history", 0, Integer.MAX_VALUE, Topic::new),
                number("buffer", 1, Channel.MAX_CAPACITY, buffer -> {
                    var subscription = topic.subscribe("a", Math.min(buffer, atMost(buffer)), Topic.Policy.BLOCK);
                    subscription.close();
                    return subscription;
                }),
                number("workers", 1, Integer.MAX_VALUE, WorkerPool::workers),
                number("workers", 1, Integer.MAX_VALUE, ArgumentsTest::started),
                number("workers", 1, Integer.MAX_VALUE, ArgumentsTest::resizedPool),
                number("queue", 0, Channel.MAX_CAPACITY, WorkerPool.workers(1)::queue),
                number("bytes", 1, Pipe.MAX_BYTES, ArgumentsTest::written));
    }

    /** The largest buffer is legal, and allocated at once: it is somebody's wish then, and not tried here. */
    private static int atMost(int buffer) {
        return buffer == Channel.MAX_CAPACITY ? 1 : buffer;
    }

    private static Arguments number(String name, int least, int most, IntFunction<Object> use) {
        return arguments(name, least, most, use);
    }

    private static Object resized(Semaphore semaphore, int limit) {
        semaphore.resize(limit);
        return semaphore;
    }

    private static Object added(WaitGroup group, int things) {
        group.add(things);
        return group;
    }

    private interface Acquire {
        Semaphore.Permit acquire() throws InterruptedException, TimeoutException;
    }

    private static Object acquired(Acquire acquire) {
        try (var permit = acquire.acquire()) {
            return permit;
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static Object started(int workers) {
        try (var scope = Scope.open();
                WorkerPool<Integer, Integer> pool = WorkerPool.workers(workers).start(scope, job -> job)) {
            pool.submit(1);
            return pool.results().receive();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Object resizedPool(int workers) {
        try (var scope = Scope.open();
                WorkerPool<Integer, Integer> pool =
                        WorkerPool.workers(1).inOrder().start(scope, job -> job)) {
            pool.resize(workers);
            pool.submit(1);
            return pool.results().receive();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Object written(int bytes) {
        try {
            var pipe = Pipe.buffered(bytes);
            pipe.output().write(7);
            assertThat(pipe.input().read()).isEqualTo(7);
            return pipe;
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void a_number_out_of_range_is_refused_at_once_by_its_name_and_value(
            String name, int least, int most, IntFunction<Object> use) {
        var wrong = new ArrayList<>(List.of(least - 1, -1, Integer.MIN_VALUE));
        if (most < Integer.MAX_VALUE) {
            wrong.addAll(List.of(most + 1, Integer.MAX_VALUE));
        }
        for (int number : wrong) {
            assertThatThrownBy(() -> use.apply(number))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(name + " must be (at least|from|at most) .*, was " + number);
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void a_number_within_range_is_accepted_and_allocates_little(
            String name, int least, int most, IntFunction<Object> use) {
        var _ = use.apply(least); // what is allocated but once
        for (int number : List.of(least, most)) {
            long before = allocated();
            Object made = use.apply(number);
            long bytes = allocated() - before;

            assertThat(made).as(name).isNotNull();
            assertThat(bytes).as(name + " " + number).isLessThan(MOST_BYTES);
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void a_sum_that_is_too_large_is_refused_and_changes_nothing() {
        var group = new WaitGroup();
        group.add(Integer.MAX_VALUE);

        assertThatThrownBy(() -> group.add(1)).isInstanceOf(IllegalStateException.class);
        assertThat(group.count()).isEqualTo(Integer.MAX_VALUE);
    }

    static Stream<Arguments> timedWaits() throws InterruptedException {
        var semaphore = new Semaphore(1);
        semaphore.acquire();
        var group = new WaitGroup();
        group.add(1);
        var promise = new Promise<Integer>();
        return Stream.of(
                wait("acquire", semaphore::acquire),
                wait("acquire several", timeout -> semaphore.acquire(1, timeout)),
                wait("wait group", timeout -> {
                    group.await(timeout);
                    return group;
                }),
                wait("barrier", timeout -> new Barrier(2).await(timeout)),
                wait("promise", promise::await),
                wait("view", timeout -> Awaitable.all(List.of(promise)).await(timeout)));
    }

    private static Arguments wait(String name, CheckedFunction<Duration, Object, ?> wait) {
        return arguments(name, wait);
    }

    @ParameterizedTest
    @MethodSource("timedWaits")
    void what_isnt_there_in_time_is_told_in_one_way(String name, CheckedFunction<Duration, Object, ?> wait) {
        for (Duration timeout : List.of(
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofNanos(1),
                Duration.ofMillis(1))) {
            assertThatThrownBy(() -> wait.apply(timeout))
                    .as(name)
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageEndingWith("within " + timeout);
        }
        assertThatThrownBy(() -> wait.apply(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("timeout");
    }

    @ParameterizedTest
    @MethodSource("timedWaits")
    void the_longest_time_is_one_to_wait_for(String name, CheckedFunction<Duration, Object, ?> wait) throws Exception {
        var thrown = new AtomicReference<Throwable>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            thrown.set(WaitWithRoom.thrownBy(() -> wait.apply(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))));
        });
        while (waiting.getState() != Thread.State.TIMED_WAITING && waiting.getState() != Thread.State.WAITING) {
            assertThat(waiting.isAlive()).as(name).isTrue();
            Thread.onSpinWait();
        }
        waiting.interrupt();
        waiting.join();
        assertThat(thrown.get()).as(name).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void a_job_is_submitted_without_waiting_where_there_is_no_time(long seconds) throws InterruptedException {
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(1).queue(0).start(scope, job -> job);
            pool.submit(1); // its result isn't received, so no other job is taken

            Offer offer = pool.submit(2, Duration.ofSeconds(seconds));

            assertThat(offer).isEqualTo(Offer.FULL);
            assertThatThrownBy(() -> pool.submit(2, (Duration) null)).hasMessage("timeout");
            pool.cancel();
            scope.join();
        }
    }
}
