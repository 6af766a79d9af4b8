package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class TimerThreadTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long YEAR = TimeUnit.DAYS.toNanos(365);

    private final World world = World.current();
    private final TimerThread timers = new TimerThread(world, MILLI);

    @AfterEach
    @Timeout(30)
    void nothing_stays_behind() {
        assertThat(timers.pending()).isZero();
        Await.until(() -> timers.thread() == null);
    }

    @Test
    void timers_fire_in_order_and_never_early() throws InterruptedException {
        CountDownLatch allStarted = holdUp(timers, world);
        long now = world.nanoTime();
        var lateness = new ConcurrentLinkedQueue<Long>();
        var order = new ConcurrentLinkedQueue<Integer>();
        var done = new CountDownLatch(100);

        for (int i = 99; i >= 0; i--) {
            int number = i;
            long deadline = now + 5 * MILLI + i * MILLI / 2;
            timers.start(
                    new ActionTimer(() -> {
                        lateness.add(world.nanoTime() - deadline);
                        order.add(number);
                        done.countDown();
                    }),
                    deadline);
        }
        allStarted.countDown();
        done.await();

        assertThat(lateness).allMatch(nanos -> nanos >= 0);
        assertThat(List.copyOf(order)).hasSize(100).isSorted();
    }

    @Test
    void a_cancelled_timer_does_not_fire() {
        var cancelled = new CountingTimer();
        var later = new CountingTimer();
        CountDownLatch allStarted = holdUp(timers, world);
        timers.start(cancelled, world.nanoTime());
        timers.start(later, world.nanoTime());

        assertThat(timers.cancel(cancelled)).isTrue();
        assertThat(timers.cancel(cancelled)).isFalse();
        allStarted.countDown();

        Await.until(() -> later.fired() == 1);
        assertThat(cancelled.fired()).isZero();
        assertThat(timers.cancel(later)).isFalse();
    }

    @Test
    void an_earlier_timer_wakes_the_thread_from_its_sleep_for_a_later_one() {
        var later = new CountingTimer();
        var earlier = new CountingTimer();
        timers.start(later, world.nanoTime() + YEAR);
        Await.until(this::threadIsAsleep);

        timers.start(earlier, world.nanoTime());

        Await.until(() -> earlier.fired() == 1);
        assertThat(timers.cancel(later)).isTrue();
        assertThat(later.fired()).isZero();
    }

    @Test
    void the_thread_ends_in_time_though_the_deadline_it_slept_for_was_far_away() {
        var timer = new CountingTimer();
        timers.start(timer, world.nanoTime() + YEAR);
        Await.until(this::threadIsAsleep);

        timers.cancel(timer);

        Await.until(() -> timers.thread() == null);
    }

    @Test
    void starting_a_started_timer_is_a_misuse() {
        var timer = new CountingTimer();
        timers.start(timer, world.nanoTime() + YEAR);

        assertThatThrownBy(() -> timers.start(timer, 0)).isInstanceOf(IllegalStateException.class);

        assertThat(timers.cancel(timer)).isTrue();
    }

    @Test
    void the_thread_ends_when_idle_and_another_one_begins_on_demand() {
        for (int i = 1; i <= 50; i++) {
            var timer = new CountingTimer();
            timers.start(timer, world.nanoTime());
            Thread thread = timers.thread();
            Await.until(() -> timer.fired() == 1);

            Await.until(() -> timers.thread() == null);
            Await.until(() -> thread == null || !thread.isAlive());
        }
    }

    @Test
    void a_timer_that_is_started_while_the_thread_ends_still_fires() {
        var hasty = new TimerThread(world, 0);
        for (int i = 0; i < 2_000; i++) {
            var timer = new CountingTimer();
            hasty.start(timer, world.nanoTime());
            Await.until(() -> timer.fired() == 1);
        }
        Await.until(() -> hasty.thread() == null);
    }

    @Test
    void a_timer_that_throws_is_reported_and_the_others_go_on() {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        var failure = new AssertionError("on purpose");
        var next = new CountingTimer();
        long now = world.nanoTime();

        timers.start(
                new ActionTimer(() -> {
                    Thread.currentThread().setUncaughtExceptionHandler((_, thrown) -> {
                        reported.add(thrown);
                        throw new IllegalStateException("so is the handler");
                    });
                    Thread.currentThread().interrupt();
                    throw failure;
                }),
                now);
        timers.start(next, now + MILLI);

        Await.until(() -> next.fired() == 1);
        assertThat(reported).containsExactly(failure);
    }

    @Test
    void a_timer_may_start_itself_and_cancel_others_as_it_fires() {
        var other = new CountingTimer();
        var times = new AtomicInteger();
        var self = new Timer() {
            @Override
            protected void fire() {
                if (times.incrementAndGet() < 100) {
                    timers.start(this, world.nanoTime());
                } else {
                    timers.cancel(other);
                }
            }
        };
        timers.start(other, world.nanoTime() + 20 * SECOND);
        timers.start(self, world.nanoTime());

        Await.until(() -> times.get() == 100 && timers.pending() == 0);
        assertThat(other.fired()).isZero();
    }

    @Test
    void each_start_ends_in_one_firing_or_one_cancellation() throws InterruptedException {
        int starters = 50;
        int timersEach = 500;
        var cancelled = new AtomicInteger();
        List<CountingTimer> all = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < starters; s++) {
            var mine = new ArrayList<CountingTimer>();
            for (int i = 0; i < timersEach; i++) {
                mine.add(new CountingTimer());
            }
            all.addAll(mine);
            var random = new SplittableRandom(s);
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < timersEach; i++) {
                    timers.start(mine.get(i), world.nanoTime() + random.nextLong(-1, 3 * MILLI));
                    // Its own latest one or one of long ago: just started, about to fire, or fired.
                    if (timers.cancel(mine.get(random.nextInt(i + 1)))) {
                        cancelled.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        Await.until(() -> timers.pending() == 0);
        Await.until(() -> fired(all) + cancelled.get() == starters * timersEach);
        assertThat(all).allMatch(timer -> timer.fired() <= 1);
    }

    @Test
    void two_cancellations_and_the_firing_have_one_winner() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            var timer = new CountingTimer();
            var cancelled = new AtomicInteger();
            Runnable cancel = () -> {
                if (timers.cancel(timer)) {
                    cancelled.incrementAndGet();
                }
            };
            timers.start(timer, world.nanoTime() + i * 20L);

            Thread one = Thread.startVirtualThread(cancel);
            Thread two = Thread.startVirtualThread(cancel);
            one.join();
            two.join();

            Await.until(() -> timer.fired() + cancelled.get() > 0);
            assertThat(timer.fired() + cancelled.get()).isEqualTo(1);
        }
    }

    @Test
    void deadlines_beyond_the_wrap_around_of_the_clock_fire_in_order() {
        var nearTheEnd = new ShiftedWorld(Long.MAX_VALUE - 20 * MILLI, false);
        var wrapping = new TimerThread(nearTheEnd, MILLI);
        var order = new ConcurrentLinkedQueue<Integer>();
        CountDownLatch allStarted = holdUp(wrapping, nearTheEnd);
        long now = nearTheEnd.nanoTime();

        for (int i = 49; i >= 0; i--) {
            int number = i;
            wrapping.start(new ActionTimer(() -> order.add(number)), now + i * MILLI);
        }
        allStarted.countDown();

        Await.until(() -> order.size() == 50 && wrapping.thread() == null);
        assertThat(List.copyOf(order)).isSorted();
        assertThat(nearTheEnd.nanoTime()).isNegative();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 30, 3_600, 86_400, 31_536_000, Long.MAX_VALUE / 2 / 1_000_000_000})
    void a_distant_deadline_costs_a_few_wake_ups(long seconds) {
        var hurried = new ShiftedWorld(-42, true);
        var driver = new TimerThread(hurried, MILLI);
        var timer = new CountingTimer();

        driver.start(timer, hurried.nanoTime() + seconds * SECOND);

        Await.until(() -> timer.fired() == 1 && driver.thread() == null);
        assertThat(hurried.sleeps()).isLessThan(10);
    }

    /** Keeps the thread in a timer, so that the timers started meanwhile meet a thread that has seen none of them. */
    private static CountDownLatch holdUp(Timers timers, World world) {
        var released = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        timers.start(
                new ActionTimer(() -> {
                    held.countDown();
                    Await.until(() -> released.getCount() == 0);
                }),
                world.nanoTime());
        Await.until(() -> held.getCount() == 0);
        return released;
    }

    private boolean threadIsAsleep() {
        Thread thread = timers.thread();
        return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static int fired(List<CountingTimer> timers) {
        return timers.stream().mapToInt(CountingTimer::fired).sum();
    }
}
