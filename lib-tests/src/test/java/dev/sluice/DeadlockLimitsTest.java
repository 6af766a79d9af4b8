package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.runtime.Monitor;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What deadlock detection can't know, as docs/safety.md says. Where one of these fails, it has become better: say so there. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class DeadlockLimitsTest {
    private static final int LOOKS = 4;

    private final Channel<Integer> noSenderWaits = Channel.unbuffered();
    private final AtomicInteger looks = new AtomicInteger();
    private final Monitor.Check counter = looks::incrementAndGet;

    @BeforeEach
    void count_looks() {
        Monitor.add(counter);
    }

    @AfterEach
    void stop_counting() {
        Monitor.remove(counter);
    }

    private void awaitLooks() {
        int start = looks.get();
        while (looks.get() < start + LOOKS + 1) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Lets the monitor look, and asserts that it has found nothing to say. */
    private void assertSilent(Scope scope) {
        awaitLooks();
        assertThat(scope.context().isCancelled()).isFalse();
    }

    @Test
    void some_that_wait_for_each_other_while_another_runs() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> noSenderWaits.receive());
            scope.go(() -> noSenderWaits.receive());

            Waiting.receiversWaitAt(noSenderWaits, 2);
            assertSilent(scope); // the owner runs
        }
    }

    @Test
    void a_lock_of_the_jdk_in_the_circle() throws Exception {
        var lock = new ReentrantLock();
        var locked = new CountDownLatch(1);
        try (var scope = Scope.open().detectDeadlock()) {
            scope.go(() -> {
                lock.lockInterruptibly();
                try {
                    locked.countDown();
                    noSenderWaits.receive();
                } finally {
                    lock.unlock();
                }
            });
            scope.go(() -> {
                locked.await();
                lock.lockInterruptibly();
                lock.unlock();
                noSenderWaits.sendIfOpen(1);
            });
            Running<Void> outsider = Running.of(() -> {
                Eventually.becomes(lock::hasQueuedThreads, () -> "one waits for the lock");
                assertSilent(scope);
                noSenderWaits.close();
            });

            scope.join();
            outsider.result();
        }
    }

    @Test
    void an_unrelated_action_that_waits_for_a_deadline() throws Exception {
        try (var unrelated = Context.background().withTimeout(Duration.ofHours(1))) {
            var action = unrelated.onCancel(() -> {});
            try (var scope = Scope.open().detectDeadlock()) {
                Running<Void> outsider = Running.of(() -> {
                    Waiting.receiversWaitAt(noSenderWaits, 1);
                    assertSilent(scope);
                    action.close();
                });

                assertThatThrownBy(noSenderWaits::receive).hasCauseInstanceOf(DeadlockException.class);
                outsider.result();
            }
        }
    }

    @Test
    void a_cancelled_goroutine_that_refuses_to_end() throws InterruptedException {
        try (var scope = Scope.open().detectDeadlock()) {
            Channel<Integer> cleaned = Channel.unbuffered();
            Task<?> refuses = scope.go(() -> {
                try {
                    noSenderWaits.receive();
                } catch (InterruptedException _) {
                    Context.current().detached().call(cleaned::receive);
                }
            });
            Waiting.receiversWaitAt(noSenderWaits, 1);
            refuses.cancel();
            Waiting.receiversWaitAt(cleaned, 1);

            assertSilent(scope);
            cleaned.close();
            scope.join();
        }
    }

    @Test
    void an_outsider_that_was_not_announced() throws Exception {
        Running<Boolean> outsider;
        try (var _ = Scope.open().detectDeadlock()) {
            outsider = Running.of(() -> {
                awaitLooks();
                return noSenderWaits.sendIfOpen(1);
            });

            assertThatThrownBy(noSenderWaits::receive).hasCauseInstanceOf(DeadlockException.class);
        }
        noSenderWaits.cancel();
        assertThat(outsider.result()).isFalse();
    }
}
