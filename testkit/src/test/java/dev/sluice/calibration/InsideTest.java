package dev.sluice.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.DeadlockError;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.Explorer;
import dev.sluice.testkit.Schedule;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** How code behaves that a bubble looks into: its waits, its time, its ends; and how a test asks for it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SuppressWarnings("WaitNotInLoop") // in a bubble none wakes for nothing
class InsideTest {
    private final Explorer inside = Bubble.inside("dev.sluice.calibration");

    @BeforeEach
    void there_is_an_agent() throws InterruptedException {
        assumeFalse(
                inside.explore(1, () -> {}).inside().isEmpty(),
                "the agent is needed: -javaagent:testkit/target/agent/sluice-agent.jar");
    }

    /** Not tests of ours: run by those below. */
    static class Samples {
        private int count;

        @Test
        @Deterministic
        void own_package() throws InterruptedException {
            Program.both(() -> count++, () -> count++);
            assertThat(count).isEqualTo(2);
        }

        @Test
        @Deterministic(inside = "com.example.elsewhere")
        void another_package() throws InterruptedException {
            Program.both(() -> count++, () -> count++);
            assertThat(count).isEqualTo(2);
        }
    }

    private static Events run(String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(Samples.class, method))
                .execute()
                .allEvents();
    }

    @Test
    void a_test_looks_into_its_own_package_unless_it_names_another() {
        assertThat(run("own_package").failed().count()).isEqualTo(1);
        assertThat(run("another_package").failed().count()).isZero();
    }

    @Test
    void a_test_publishes_what_it_has_explored() {
        assertThat(run("another_package").reportingEntryPublished().list())
                .singleElement()
                .extracting(Event::getPayload)
                .satisfies(entry ->
                        assertThat(entry.toString()).contains("200 schedules", "inside of com.example.elsewhere"));
    }

    @Test
    void locks_of_the_jdk_wait_as_the_schedule_says() throws InterruptedException {
        var exploration = inside.explore(200, () -> {
            var lock = new ReentrantLock(true);
            var count = new int[1];
            try (var scope = Scope.open()) {
                for (int i = 0; i < 3; i++) {
                    scope.go(() -> {
                        lock.lock();
                        try {
                            count[0]++;
                        } finally {
                            lock.unlock();
                        }
                    });
                }
                scope.join();
            }
            assertThat(count[0]).isEqualTo(3);
        });
        assertThat(exploration.distinct()).isGreaterThan(100);
        assertThat(exploration.switches()).isGreaterThan(200);
    }

    @Test
    void monitors_wait_and_notify_in_each_order() throws InterruptedException {
        inside.explore(300, () -> {
            var queue = new ArrayDeque<Integer>();
            var sum = new int[1];
            try (var scope = Scope.open()) {
                for (int i = 0; i < 2; i++) {
                    scope.go(() -> {
                        for (int taken = 0; taken < 2; taken++) {
                            synchronized (queue) {
                                while (queue.isEmpty()) {
                                    queue.wait();
                                }
                                sum[0] += queue.remove();
                            }
                        }
                    });
                }
                scope.go(() -> {
                    for (int value = 1; value <= 4; value++) {
                        synchronized (queue) {
                            queue.add(value);
                            queue.notifyAll();
                        }
                    }
                });
                scope.join();
            }
            assertThat(sum[0]).isEqualTo(10);
        });
    }

    @Test
    void timed_waits_and_sleeps_go_by_the_clock_of_the_bubble() throws InterruptedException {
        inside.explore(50, () -> {
            long before = System.nanoTime();
            long millis = System.currentTimeMillis();
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
            assertThat(queue.poll(1, TimeUnit.HOURS)).isNull();
            assertThat(new CountDownLatch(1).await(1, TimeUnit.HOURS)).isFalse();
            Thread.sleep(Duration.ofHours(1));
            synchronized (queue) {
                queue.wait(TimeUnit.HOURS.toMillis(1)); // nothing notifies it
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isEqualTo(Duration.ofHours(4));
            assertThat(Duration.ofMillis(System.currentTimeMillis() - millis)).isEqualTo(Duration.ofHours(4));
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofHours(4));
        });
    }

    @Test
    void an_interrupt_ends_each_of_these_waits() throws InterruptedException {
        inside.explore(100, () -> {
            var monitor = new Object();
            var interrupted = new boolean[3];
            try (var scope = Scope.open()) {
                var waits = scope.go(() -> {
                    synchronized (monitor) {
                        try {
                            monitor.wait();
                        } catch (InterruptedException _) {
                            interrupted[0] = true;
                        }
                    }
                });
                var takes = scope.go(() -> {
                    try {
                        new ArrayBlockingQueue<String>(1).take();
                    } catch (InterruptedException _) {
                        interrupted[1] = true;
                    }
                });
                var sleeps = scope.go(() -> {
                    try {
                        Thread.sleep(Duration.ofDays(1));
                    } catch (InterruptedException _) {
                        interrupted[2] = true;
                    }
                });
                Bubble.settle();
                waits.cancel();
                takes.cancel();
                sleeps.cancel();
                scope.join();
            }
            assertThat(interrupted).containsOnly(true);
            assertThat(Bubble.elapsed()).isZero();
        });
    }

    @Test
    void a_goroutine_that_spins_lets_the_others_go_on() throws InterruptedException {
        inside.explore(200, () -> {
            var flag = new boolean[2];
            Program.both(
                    () -> {
                        while (!flag[0]) {
                            Thread.onSpinWait();
                        }
                        while (!flag[1]) {
                            // each read is a step
                        }
                    },
                    () -> {
                        flag[0] = true;
                        flag[1] = true;
                    });
        });
    }

    @Test
    void a_deadlock_names_the_goroutine_that_is_in_the_monitor() {
        Throwable found = catchThrowable(() -> inside.explore(200, Program.LOCK_ORDER.broken()));

        assertThat(found)
                .isInstanceOf(DeadlockError.class)
                .hasMessageContaining("enter")
                .hasMessageContaining("is in");
        assertThat(Objects.requireNonNull(Schedule.of(found)).toString()).contains("Program.java:");
    }

    @Test
    void names_that_are_none_are_refused() {
        assertThatThrownBy(Bubble::inside)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected the name of a package or class at least, was none");
        assertThatThrownBy(() -> Bubble.inside("com.example.*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected the name of a package or class, was \"com.example.*\"");
    }
}
