package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.runtime.Monitor;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
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
                    () -> Channel.<Integer>unbuffered().named("nothing").receive());
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
                        () -> Channel.<Integer>unbuffered().named("nothing").receive());
                scope.join();
            }
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

    private final World before = World.current();

    @AfterEach
    void nothing_is_left() {
        try {
            open.close();
        } catch (CompletionException interrupted) {
            assertThat(interrupted).hasCauseInstanceOf(InterruptedException.class); // the leak, by the check
        }
        assertThat(World.current()).isSameAs(before);
        assertThat(World.current().timers().pending()).isZero();
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
    void leaks_can_be_allowed() {
        assertThat(outcome("may_leave_a_timer")).isEqualTo("passed");
    }

    @Test
    void a_failure_of_the_test_itself_comes_first() {
        assertThat(outcome("fails_by_itself")).isEqualTo("java.lang.IllegalStateException: broken");
    }
}
