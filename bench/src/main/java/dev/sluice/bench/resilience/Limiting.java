package dev.sluice.bench.resilience;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Peer;
import dev.sluice.resilience.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.openjdk.jmh.annotations.Param;

/**
 * What does it take to ask a rate limiter, without waiting, whether a call may be made? The answer is yes to all calls, or no to all.
 * Failsafe has two limiters, of which the better one is shown.
 */
@Question(
        group = Group.RESILIENCE,
        order = 1,
        name = "limiter",
        title = "rate limiter, {answer}, {callers}",
        brief = true)
public class Limiting extends Calling {
    /** What the limiter says. */
    public enum Answer {
        ALLOWED,
        DENIED
    }

    @Param({"SLUICE", "GUAVA", "RESILIENCE4J", "FAILSAFE_SMOOTH", "FAILSAFE_BURSTY"})
    private Peer peer;

    @Param
    private Answer answer;

    @Override
    Callable<Integer> policy(Called called) {
        BooleanSupplier limiter;
        if (answer == Answer.ALLOWED) {
            limiter = limiter(Terms.PLENTY_PER_SECOND, Duration.ofSeconds(1));
        } else {
            limiter = limiter(1, Terms.LONG);
            Check.equal(limiter.getAsBoolean() ? 1 : 0, 1);
        }
        return () -> limiter.getAsBoolean() ? 1 : 0;
    }

    @Override
    int answer(int ofCalled) {
        return answer == Answer.ALLOWED ? 1 : 0;
    }

    private BooleanSupplier limiter(int permits, Duration period) {
        return switch (peer) {
            case SLUICE -> RateLimiter.of(permits, period).build()::allow;
            case GUAVA ->
                com.google.common.util.concurrent.RateLimiter.create(permits / (double) period.toSeconds())::tryAcquire;
            case RESILIENCE4J ->
                io.github.resilience4j.ratelimiter.RateLimiter.of(
                        "limiter",
                        RateLimiterConfig.custom()
                                .limitForPeriod(permits)
                                .limitRefreshPeriod(period)
                                .timeoutDuration(Duration.ZERO)
                                .build())::acquirePermission;
            case FAILSAFE_SMOOTH ->
                dev.failsafe.RateLimiter.smoothBuilder(permits, period).build()::tryAcquirePermit;
            case FAILSAFE_BURSTY ->
                dev.failsafe.RateLimiter.burstyBuilder(permits, period).build()::tryAcquirePermit;
            default -> throw peer.unfit();
        };
    }
}
