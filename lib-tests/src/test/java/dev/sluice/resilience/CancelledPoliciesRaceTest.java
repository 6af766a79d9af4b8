package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancellations and interrupts of the callers of policies, on real threads and the real clock. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck
class CancelledPoliciesRaceTest {
    private static final int ROUNDS = 2_000;

    @Test
    void a_caller_that_was_cancelled_before_its_turn_was_let_in() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            var limiter = RateLimiter.perSecond(2_000).burst(1).build();
            limiter.await();
            long due = System.nanoTime() + limiter.reserve().delay().toNanos();
            var started = new CountDownLatch(1);
            var thrown = new AtomicReference<Throwable>();
            long cancelled;
            try (var scope = Scope.open()) {
                var task = scope.go(() -> {
                    started.countDown();
                    try {
                        limiter.await();
                    } catch (InterruptedException e) {
                        thrown.set(e);
                    }
                });
                started.await();
                spinUntil(due - 200_000 + round * 200L);
                task.cancel();
                cancelled = System.nanoTime();
                scope.join();
            }
            if (cancelled < due) { // the turn comes even later, after that of the reservation
                assertThat(thrown.get()).isInstanceOf(ContextCancelledException.class);
            }
        }
    }

    @Test
    void a_caller_that_was_interrupted_before_its_turn_was_let_in() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            var limiter = RateLimiter.perSecond(2_000).burst(1).build();
            limiter.await();
            long due = System.nanoTime() + limiter.reserve().delay().toNanos();
            var thrown = new AtomicReference<Throwable>();
            Thread caller = Thread.startVirtualThread(() -> {
                try {
                    limiter.await();
                } catch (InterruptedException e) {
                    thrown.set(e);
                }
            });
            spinUntil(due - 200_000 + round * 200L);
            caller.interrupt();
            long interrupted = System.nanoTime();
            caller.join();
            if (interrupted < due) {
                assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            }
        }
    }

    private static void spinUntil(long nanos) {
        while (System.nanoTime() < nanos) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_deadline_of_the_caller_shows_itself_by_one_type_through_all_policies() {
        var guard = Guard.none()
                .retry(Retry.with(Backoff.fixed(Duration.ofNanos(100_000))).attempts(Integer.MAX_VALUE))
                .hedge(Hedge.after(Duration.ofNanos(200_000)).build())
                .timeout(Duration.ofSeconds(10));
        for (int round = 0; round < ROUNDS; round++) {
            Throwable thrown = null;
            try (var _ = Scope.open().deadline(Duration.ofMillis(1))) {
                guard.<String>call(() -> {
                    Thread.sleep(10_000);
                    return "late";
                });
            } catch (Throwable t) {
                thrown = t;
            }
            assertThat(thrown)
                    .isInstanceOf(ContextCancelledException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }
        assertThat(Context.current().cause()).isNull();
    }

    @Test
    void a_timeout_shows_itself_by_one_type() {
        var guard = Guard.none().timeout(Duration.ofNanos(300_000));
        for (int round = 0; round < ROUNDS; round++) {
            boolean wraps = round % 2 == 0;
            Throwable thrown = null;
            try {
                guard.call(IOException.class, () -> {
                    try {
                        Thread.sleep(10_000);
                    } catch (InterruptedException e) {
                        throw wraps ? new IOException("woken") : e;
                    }
                    return "late";
                });
            } catch (Throwable t) {
                thrown = t;
            }
            assertThat(thrown).isInstanceOf(TimeoutExceededException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }
}
