package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@NullUnmarked
class FindingsTest {
    private static final Limits IMPATIENT = Limits.DEFAULT.patience(Duration.ofMillis(200));

    @Test
    void a_deadlock_says_who_waits_where_for_what() {
        assertThatThrownBy(() -> Bubble.run(1, () -> {
                    Channel<Integer> orders = Channel.named("orders").unbuffered();
                    Channel<Integer> bills = Channel.named("bills").buffered(1);
                    try (var scope = Scope.open().named("shop")) {
                        scope.go("clerk", () -> orders.receive());
                        scope.go("cashier", () -> {
                            try (var select = Select.open()) {
                                select.receive(bills);
                                select.send(orders, () -> 1).enable(false);
                                select.receive(Channel.<Integer>unbuffered());
                                select.await();
                            }
                        });
                        scope.join();
                    }
                }))
                .isInstanceOf(DeadlockError.class)
                .hasMessageContaining("deadlock: all 3 goroutines wait, and no timer is pending")
                .hasMessageContaining("goroutine body waits in join scope shop at FindingsTest.java:")
                .hasMessageContaining("goroutine shop/clerk-1 waits in receive channel orders at FindingsTest.java:")
                .hasMessageContaining("waits in select of receive channel bills | receive channel #")
                .hasMessageContaining("; started at FindingsTest.java:");
    }

    @Test
    @SuppressWarnings("MustBeClosedChecker") // left open on purpose
    void a_leak_says_who_is_left_where_it_was_started_and_what_it_waits_for() {
        assertThatThrownBy(() -> Bubble.run(1, () -> {
                    var scope = Scope.open().named("left");
                    scope.go(
                            "behind",
                            () -> Channel.named("nothing").<Integer>unbuffered().receive());
                }))
                .isInstanceOf(LeakError.class)
                .hasMessageContaining("goroutine left/behind-1")
                .hasMessageContaining("channel nothing at FindingsTest.java:")
                .hasMessageContaining("; started at FindingsTest.java:")
                .hasMessageContaining("scope left, which is open");
    }

    @Test
    void a_timer_that_is_left_is_a_leak() {
        assertThatThrownBy(() -> Bubble.run(1, () -> {
                    Context.background().withTimeout(Duration.ofDays(1)).done();
                }))
                .isInstanceOf(LeakError.class)
                .hasMessageContaining("a timer at FindingsTest.java:");
    }

    @Test
    void a_sleep_is_recognised_and_the_message_says_what_to_do() {
        var threads = new ArrayList<Thread>();

        Throwable failure = catchThrowable(() -> Bubble.run(1, IMPATIENT, () -> {
            try (var scope = Scope.open().named("s")) {
                scope.go("sleeper", () -> {
                    threads.add(Thread.currentThread());
                    Thread.sleep(Duration.ofHours(1));
                });
                scope.join();
            }
        }));

        assertThat(failure)
                .isInstanceOf(StallError.class)
                .hasMessageContaining("goroutine s/sleeper-1 has not come to an operation of the library for PT0.2S")
                .hasMessageContaining("it is TIMED_WAITING")
                .hasMessageContaining("FindingsTest.java:")
                .hasMessageContaining("use Channel.after(duration).receive()");
        assertThat(threads.getFirst().isAlive()).isFalse();
    }

    @Test
    void a_lock_held_during_an_operation_is_recognised() {
        assertThatThrownBy(() -> Bubble.explore(1, () -> Bubble.run(1, () -> {})))
                .isInstanceOf(IllegalStateException.class);
        var lock = new ReentrantLock();
        Throwable failure = null;
        for (long seed = 1; failure == null; seed += 2) {
            long each = seed;
            failure = catchThrowable(() -> Bubble.run(each, IMPATIENT, () -> {
                Channel<Integer> channel = Channel.buffered(4);
                try (var scope = Scope.open().named("s")) {
                    for (int i = 0; i < 2; i++) {
                        scope.go("holder", () -> {
                            lock.lockInterruptibly();
                            try {
                                channel.send(1);
                            } finally {
                                lock.unlock();
                            }
                        });
                    }
                    scope.join();
                }
            }));
        }
        assertThat(failure)
                .isInstanceOf(StallError.class)
                .hasMessageContaining("it is WAITING")
                .hasMessageContaining("A lock that is held during an operation of the library blocks here too");
    }

    @Test
    void a_loop_without_an_end_is_recognised() {
        assertThatThrownBy(() -> Bubble.run(1, Limits.DEFAULT.steps(10_000), () -> {
                    Channel<Integer> empty = Channel.named("empty").unbuffered();
                    while (!empty.isClosed()) {
                        empty.tryReceive();
                    }
                }))
                .isInstanceOf(StallError.class)
                .hasMessageContaining("have taken 10000 steps")
                .hasMessageContaining("tryReceive channel empty");
    }

    @Test
    void a_failure_carries_its_seed_and_its_schedule() {
        Throwable failure = catchThrowable(() -> Bubble.run(42, () -> {
            Channel.named("box").<Integer>buffered(1).send(1);
            Channel.after(Duration.ofMinutes(90)).receive();
            throw new IllegalStateException("broken");
        }));

        assertThat(failure.getSuppressed()[0].toString())
                .contains("this is seed 42 (replay it: @Seed(42)), with a schedule of")
                .containsPattern("0s +body +send channel box +FindingsTest.java:")
                .containsPattern("body +receive channel #1 +FindingsTest.java:")
                .containsPattern("1h30m +body +ends");
    }

    @Test
    void a_long_schedule_is_told_by_its_end() {
        Throwable failure = catchThrowable(() -> Bubble.run(1, () -> {
            for (int i = 0; i < 5_000; i++) {
                Bubble.step("turn " + i);
            }
            throw new IllegalStateException("broken");
        }));

        assertThat(failure.getSuppressed()[0].toString())
                .contains("… 4941 steps before")
                .contains("turn 4999")
                .doesNotContain("turn 4000");
        assertThat(Schedule.of(failure).steps()).hasSize(Trace.KEPT);
    }
}
