package dev.sluice.bench.resilience;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Peer;
import dev.sluice.resilience.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it take to ask a rate limiter, without waiting, whether a call may be made? An operation is one such question; the
 * answer is yes to all of them, or no to all. Failsafe has two limiters, of which the better one is shown.
 */
@Question(
        group = Group.RESILIENCE,
        order = 1,
        name = "limiter",
        title = "rate limiter, {answer}, {callers}",
        brief = true)
@State(Scope.Benchmark)
public class Limiting {
    private static final int CALLS = 160_000;

    /** What the limiter says. */
    public enum Answer {
        ALLOWED,
        DENIED
    }

    @Param({"SLUICE", "GUAVA", "RESILIENCE4J", "FAILSAFE_SMOOTH", "FAILSAFE_BURSTY"})
    private Peer peer;

    @Param
    private Answer answer;

    @Param
    private Callers callers;

    @Param("" + CALLS)
    private int calls;

    private BooleanSupplier limiter;
    private ExecutorService pool;

    @Setup
    public void makeLimiter() {
        pool = Executors.newFixedThreadPool(callers.threads());
        if (answer == Answer.ALLOWED) {
            limiter = limiter(Terms.PLENTY_PER_SECOND, Duration.ofSeconds(1));
        } else {
            limiter = limiter(1, Terms.LONG);
            Check.equal(limiter.getAsBoolean() ? 1 : 0, 1);
        }
    }

    private BooleanSupplier limiter(int permits, Duration period) {
        return switch (peer) {
            case SLUICE -> RateLimiter.of(permits, period)::allow;
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

    @TearDown
    public void endThreads() {
        pool.shutdown();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long ask() throws Exception {
        return Check.equal(callers.make(pool, calls, this::allowed), answer == Answer.ALLOWED ? calls : 0);
    }

    private long allowed(int times) {
        long allowed = 0;
        for (int i = 0; i < times; i++) {
            allowed += limiter.getAsBoolean() ? 1 : 0;
        }
        return allowed;
    }
}
