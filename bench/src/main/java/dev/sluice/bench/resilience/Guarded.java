package dev.sluice.bench.resilience;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.sluice.bench.peer.Peer;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.resilience.CircuitBreakerOptions;
import dev.sluice.resilience.Guard;
import dev.sluice.resilience.RateLimiter;
import dev.sluice.resilience.Retry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Calls with policies around them, as the users of a peer write them; what is called answers a number. */
final class Guarded {
    private Guarded() {}

    static Callable<Integer> byBreaker(Peer peer, Breaking.Window window, Supplier<Integer> body) {
        return switch (peer) {
            case SLUICE -> {
                CircuitBreaker breaker = ofSluice(window);
                yield () -> breaker.call(body::get);
            }
            case RESILIENCE4J -> ofResilience4j(window).decorateSupplier(body)::get;
            case FAILSAFE -> {
                FailsafeExecutor<Integer> executor = Failsafe.with(ofFailsafe(window));
                yield () -> executor.get(body::get);
            }
            default -> throw peer.unfit();
        };
    }

    static Callable<Integer> byRetry(Peer peer, Supplier<Integer> body) {
        return switch (peer) {
            case SLUICE -> {
                Retry retry = retryOfSluice();
                yield () -> retry.call(body::get);
            }
            case RESILIENCE4J -> retryOfResilience4j().decorateSupplier(body)::get;
            case FAILSAFE -> {
                FailsafeExecutor<Integer> executor = Failsafe.with(retryOfFailsafe());
                yield () -> executor.get(body::get);
            }
            default -> throw peer.unfit();
        };
    }

    /** A retry around a breaker around a limiter around the call. */
    static Callable<Integer> byAll(Peer peer, Supplier<Integer> body) {
        var window = Breaking.Window.LAST_100_CALLS;
        var second = Duration.ofSeconds(1);
        return switch (peer) {
            case SLUICE -> {
                Guard guard = Guard.none()
                        .retry(retryOfSluice())
                        .breaker(ofSluice(window))
                        .limiter(RateLimiter.of(Terms.PLENTY_PER_SECOND, second).build());
                yield () -> guard.call(body::get);
            }
            case RESILIENCE4J -> {
                var limiter = io.github.resilience4j.ratelimiter.RateLimiter.of(
                        "limiter",
                        RateLimiterConfig.custom()
                                .limitForPeriod(Terms.PLENTY_PER_SECOND)
                                .limitRefreshPeriod(second)
                                .build());
                Supplier<Integer> limited =
                        io.github.resilience4j.ratelimiter.RateLimiter.decorateSupplier(limiter, body);
                yield retryOfResilience4j()
                        .decorateSupplier(ofResilience4j(window).decorateSupplier(limited))::get;
            }
            case FAILSAFE -> {
                dev.failsafe.RateLimiter<Integer> limiter = dev.failsafe.RateLimiter.<Integer>burstyBuilder(
                                Terms.PLENTY_PER_SECOND, second)
                        .build();
                FailsafeExecutor<Integer> executor = Failsafe.with(retryOfFailsafe(), ofFailsafe(window), limiter);
                yield () -> executor.get(body::get);
            }
            default -> throw peer.unfit();
        };
    }

    private static CircuitBreaker ofSluice(Breaking.Window window) {
        CircuitBreakerOptions options = CircuitBreaker.named("breaker")
                .minimumCalls(Terms.WINDOW_CALLS)
                .failureRate(Terms.FAILED_PERCENT / 100.0);
        return switch (window) {
            case LAST_100_CALLS -> options.window(Terms.WINDOW_CALLS).build();
            case LAST_10_SECONDS -> options.window(Terms.WINDOW_TIME).build();
        };
    }

    private static io.github.resilience4j.circuitbreaker.CircuitBreaker ofResilience4j(Breaking.Window window) {
        var config = CircuitBreakerConfig.custom().failureRateThreshold(Terms.FAILED_PERCENT);
        switch (window) {
            case LAST_100_CALLS ->
                config.slidingWindow(Terms.WINDOW_CALLS, Terms.WINDOW_CALLS, SlidingWindowType.COUNT_BASED);
            case LAST_10_SECONDS ->
                config.slidingWindow(
                        (int) Terms.WINDOW_TIME.toSeconds(), Terms.WINDOW_CALLS, SlidingWindowType.TIME_BASED);
        }
        return io.github.resilience4j.circuitbreaker.CircuitBreaker.of("breaker", config.build());
    }

    private static dev.failsafe.CircuitBreaker<Integer> ofFailsafe(Breaking.Window window) {
        var builder = dev.failsafe.CircuitBreaker.<Integer>builder();
        switch (window) {
            case LAST_100_CALLS ->
                builder.withFailureThreshold(Terms.WINDOW_CALLS * Terms.FAILED_PERCENT / 100, Terms.WINDOW_CALLS);
            case LAST_10_SECONDS ->
                builder.withFailureRateThreshold(Terms.FAILED_PERCENT, Terms.WINDOW_CALLS, Terms.WINDOW_TIME);
        }
        return builder.build();
    }

    private static Retry retryOfSluice() {
        return Retry.exponential(Terms.FIRST_DELAY)
                .maxDelay(Terms.LONGEST_DELAY)
                .attempts(Terms.ATTEMPTS);
    }

    private static io.github.resilience4j.retry.Retry retryOfResilience4j() {
        return io.github.resilience4j.retry.Retry.of(
                "retry",
                RetryConfig.custom()
                        .maxAttempts(Terms.ATTEMPTS)
                        .intervalFunction(
                                IntervalFunction.ofExponentialBackoff(Terms.FIRST_DELAY, 2, Terms.LONGEST_DELAY))
                        .build());
    }

    private static dev.failsafe.RetryPolicy<Integer> retryOfFailsafe() {
        return dev.failsafe.RetryPolicy.<Integer>builder()
                .withMaxAttempts(Terms.ATTEMPTS)
                .withBackoff(Terms.FIRST_DELAY, Terms.LONGEST_DELAY)
                .build();
    }
}
