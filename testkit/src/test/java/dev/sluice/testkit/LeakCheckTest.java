package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.DeadlockException;
import dev.sluice.Scope;
import dev.sluice.Sluice;
import dev.sluice.Task;
import dev.sluice.runtime.Monitor;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class LeakCheckTest {
    private static Scope open = Scope.open();

    static {
        open.close();
    }

    /** Not a test of ours: run by those below. */
    @LeakCheck
    static class Samples {
        @Test
        void leaves_nothing() throws InterruptedException {
            try (var scope = Scope.open().deadline(Duration.ofHours(1))) {
                scope.go(() -> {});
                scope.join();
            }
        }

        @Test
        void leaves_a_goroutine_and_its_scope() throws InterruptedException {
            open = Scope.open().named("left");
            open.go(
                    "behind",
                    () -> Channel.named("nothing").<Integer>unbuffered().receive());
        }

        @Test
        void leaves_a_timer() {
            leaveTimer();
        }

        private static void leaveTimer() {
            Context.background().withTimeout(Duration.ofDays(1)).done();
        }

        @Test
        @AllowLeaks("shows that it can be allowed")
        void may_leave_a_timer() {
            leaveTimer();
        }

        @Test
        void waits_for_itself() throws InterruptedException {
            try (var scope = Scope.open().named("stuck")) {
                scope.go(
                        "reader",
                        () -> Channel.named("nothing").<Integer>unbuffered().receive());
                scope.join();
            }
        }

        @Test
        void leaves_its_thread_interrupted() {
            Thread.currentThread().interrupt();
        }

        @Test
        void fails_by_itself() {
            leaveTimer();
            throw new IllegalStateException("broken");
        }
    }

    /** Not a test of ours: run by those below. */
    @LeakCheck(deadlocks = false)
    static class SamplesWithOutsiders {
        @Test
        void is_served_by_a_thread_that_is_no_goroutine() throws InterruptedException {
            Channel<Integer> numbers = Channel.unbuffered();
            var looks = new CountDownLatch(4);
            Monitor.Check counter = looks::countDown;
            Monitor.add(counter);
            Thread outsider = Thread.startVirtualThread(() -> {
                try {
                    looks.await();
                    numbers.send(7);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            try (var _ = Scope.open()) {
                assertThat(numbers.receive()).isEqualTo(7);
            }
            Monitor.remove(counter);
            outsider.join();
        }
    }

    /** Not a test of ours: run by those below. */
    @LeakCheck(leaks = true, deadlocks = false)
    static class SamplesWithCollections {
        private final Channel<Integer> held = Channel.unbuffered();

        @Test
        void joins_a_goroutine_that_waits_for_ever() throws InterruptedException {
            try (var scope = Scope.open().named("stuck")) {
                plant(scope);
                scope.join(); // ended by the next collection
            }
        }

        @Test
        void does_not_look_what_has_become_of_one() throws InterruptedException {
            try (var scope = Scope.open().named("ignored").collectAll()) {
                Task<?> task = plant(scope);
                while (task.state() == Task.State.RUNNING) {
                    Sluice.leaks();
                }
                assertThatThrownBy(scope::join).isInstanceOf(DeadlockException.class);
            }
        }

        @Test
        void keeps_what_its_goroutine_waits_for() throws InterruptedException {
            try (var scope = Scope.open()) {
                scope.go(() -> held.receive());
                Sluice.leaks();
                held.send(1);
                scope.join();
            }
        }

        @Test
        void leaves_a_goroutine_behind_that_can_be_reached() throws InterruptedException {
            open = Scope.open().named("left");
            open.go("behind", () -> held.receive());
        }

        private static Task<@Nullable Integer> plant(Scope scope) throws InterruptedException {
            Channel<Integer> channel = Channel.named("nothing").unbuffered();
            return scope.go("reader", () -> channel.receive());
        }
    }

    /** Loads all classes: with an agent in the JVM, a virtual thread that loads one is held until it ends. */
    @BeforeAll
    static void rehearse() throws InterruptedException {
        try (var scope = Scope.open().collectAll().detectLeaks()) {
            Task<?> task = SamplesWithCollections.plant(scope);
            Eventually.becomes(() -> task.state() != Task.State.RUNNING
                    || (Sluice.dump().contains("reader-1 #") && Sluice.dump().contains("waits in receive")));
        } catch (DeadlockException _) {
            // a collection came first
        }
    }

    private final World before = World.current();

    @AfterEach
    void nothing_is_left() throws InterruptedException {
        try {
            open.close();
        } catch (CompletionException interrupted) {
            assertThat(interrupted).hasCauseInstanceOf(InterruptedException.class); // the leak, by the check
        }
        assertThat(World.current()).isSameAs(before);
        // The helper that tells a cancelled goroutine has a timer until it is done.
        Eventually.becomes(() -> World.current().timers().pending() == 0, () -> "no timer is left");
    }

    /** What a sample fails with, or "passed". */
    private static String outcome(String method) {
        return outcome(Samples.class, method);
    }

    private static String outcome(Class<?> samples, String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(samples, method))
                .execute()
                .testEvents()
                .finished()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().map(Throwable::toString).orElse("passed"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_test_that_leaves_nothing_passes() {
        assertThat(outcome("leaves_nothing")).isEqualTo("passed");
    }

    @Test
    void a_goroutine_and_a_scope_that_are_left_fail_the_test() {
        assertThat(outcome("leaves_a_goroutine_and_its_scope"))
                .startsWith(LeakError.class.getName())
                .contains("goroutine left/behind-1, started at " + Samples.class.getName())
                .contains("which waits at channel nothing")
                .contains("scope left, which is open");
    }

    @Test
    void a_timer_that_is_left_fails_the_test() {
        assertThat(outcome("leaves_a_timer")).contains("a timer at LeakCheckTest.java:");
    }

    @Test
    void an_interrupt_flag_that_is_left_fails_the_test() {
        assertThat(outcome("leaves_its_thread_interrupted")).contains("the interrupt flag of its thread");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void a_deadlock_fails_the_test() {
        assertThat(outcome("waits_for_itself"))
                .startsWith("dev.sluice.DeadlockException: deadlock in scope stuck: all 2 goroutines wait")
                .contains("waits in receive channel nothing");
    }

    @Test
    void a_test_can_say_that_others_take_part() {
        assertThat(outcome(SamplesWithOutsiders.class, "is_served_by_a_thread_that_is_no_goroutine"))
                .isEqualTo("passed");
    }

    @Test
    void a_goroutine_that_waits_for_ever_fails_the_test_by_the_next_collection() {
        assertThat(outcome(SamplesWithCollections.class, "joins_a_goroutine_that_waits_for_ever"))
                .startsWith("dev.sluice.DeadlockException: goroutine stuck/reader-1 waits for ever in receive channel"
                        + " nothing, which nothing else can reach");
    }

    @Test
    void a_leak_that_nobody_has_looked_at_fails_the_test() {
        assertThat(outcome(SamplesWithCollections.class, "does_not_look_what_has_become_of_one"))
                .startsWith(LeakError.class.getName())
                .contains("  goroutine ignored/reader-1 waits for ever in receive channel nothing");
    }

    @Test
    void what_can_be_reached_is_no_leak() {
        assertThat(outcome(SamplesWithCollections.class, "keeps_what_its_goroutine_waits_for"))
                .isEqualTo("passed");
    }

    @Test
    void what_can_be_reached_and_is_left_behind_fails_the_test_even_so() {
        assertThat(outcome(SamplesWithCollections.class, "leaves_a_goroutine_behind_that_can_be_reached"))
                .startsWith(LeakError.class.getName())
                .contains("goroutine left/behind-1, started at ");
    }

    @Test
    void leaks_can_be_allowed() {
        assertThat(outcome("may_leave_a_timer")).isEqualTo("passed");
    }

    @Test
    void a_failure_of_the_test_itself_comes_first() {
        assertThat(outcome("fails_by_itself")).isEqualTo("java.lang.IllegalStateException: broken");
    }
}
