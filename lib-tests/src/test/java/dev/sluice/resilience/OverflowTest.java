package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.CheckedRunnable;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Policies go on working after the stack of a thread has overflowed inside of them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60) // what was left in between makes others wait or spin for ever
@LeakCheck
class OverflowTest {
    private static final int ROUNDS = 60;

    /** Runs code deeper and deeper, on stacks of different sizes, until each overflows. */
    private static void overflowIn(CheckedRunnable<?> code) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            var ended = new AtomicReference<Throwable>();
            var thread = new Thread(null, () -> dive(code), "deep", 256_000 + round * 1_024L);
            thread.setUncaughtExceptionHandler((_, thrown) -> ended.set(thrown));
            thread.start();
            thread.join();
            assertThat(ended.get()).isInstanceOf(StackOverflowError.class);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack is used up
    private static void dive(CheckedRunnable<?> code) {
        try {
            code.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        dive(code);
    }

    @Test
    void a_limiter_that_is_changed_still_lets_calls_through() throws InterruptedException {
        var limiter = RateLimiter.perSecond(1000).burst(1_000_000).build();
        var changes = new AtomicInteger();

        overflowIn(() -> limiter.change(1000, 1_000_000 + changes.incrementAndGet() % 7));

        assertThat(limiter.allow()).isTrue();
        limiter.change(1, 1);
        limiter.await();
        assertThat(limiter.available()).isZero();
    }

    @Test
    void a_keyed_limiter_still_knows_all_keys() throws InterruptedException {
        KeyedRateLimiter<Integer> limiter =
                KeyedRateLimiter.of(1, Duration.ofNanos(1_000)).maxKeys(8).build();
        var keys = new AtomicInteger();

        overflowIn(() -> {
            boolean _ = limiter.allow(keys.incrementAndGet() % 64);
        });

        for (int key = 0; key < 64; key++) {
            limiter.await(key);
        }
        assertThat(limiter.size()).isLessThanOrEqualTo(8);
    }

    @Test
    void a_breaker_still_opens_and_closes() throws InterruptedException {
        var breaker = CircuitBreaker.named("b").window(10).minimumCalls(1).build();

        overflowIn(() -> {
            breaker.reset();
            try (var permit = breaker.admit()) {
                permit.failure();
            } catch (CircuitOpenException _) {
                // the same may happen to a reset
            }
        });

        breaker.reset();
        CircuitBreakerTest.succeed(breaker);
        CircuitBreakerTest.fail(breaker);
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.OPEN);
    }
}
