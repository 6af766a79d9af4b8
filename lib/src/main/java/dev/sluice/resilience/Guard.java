package dev.sluice.resilience;

import dev.sluice.internal.Thrown;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A guard is what stands around a call: several policies, always in the one order that works.
 *
 * {@snippet :
 * var guard = Guard.none()
 *         .retry(Retry.exponential(Duration.ofMillis(100)))
 *         .breaker(breaker)
 *         .limiter(limiter)
 *         .timeout(Duration.ofSeconds(2));
 *
 * Page page = guard.call(IOException.class, () -> fetch(uri));
 * }
 *
 * <p>From the outside to the inside: fallback, retry, hedge, breaker, limiter, timeout, call. It doesn't matter in
 * which order they are named here; the {@linkplain dev.sluice.resilience package documentation} says why it's this one.
 * A policy that isn't named isn't there.
 *
 * <p>A guard never changes: each method that says more about it answers a <em>new</em> one. Guards are safe for use by
 * any number of threads.
 */
public final class Guard {
    private static final Guard NONE = new Guard();

    private @Nullable Retry retry;
    private @Nullable Hedge hedge;
    private @Nullable CircuitBreaker breaker;
    private @Nullable RateLimiter limiter;
    private @Nullable Duration timeout;

    private Guard() {}

    /** A copy, to be changed before anybody sees it. */
    private Guard(Guard other) {
        retry = other.retry;
        hedge = other.hedge;
        breaker = other.breaker;
        limiter = other.limiter;
        timeout = other.timeout;
    }

    /**
     * Answers a guard without any policy.
     *
     * @return a guard that just makes the call
     */
    public static Guard none() {
        return NONE;
    }

    /**
     * Answers a guard with a retry. Its attempt timeout, if it has one, is that of the {@linkplain #timeout innermost
     * place}.
     *
     * @param policy the retry
     * @return a new guard
     */
    public Guard retry(Retry policy) {
        var changed = new Guard(this);
        changed.retry = policy.withoutAttemptTimeout();
        if (policy.attemptTimeout() != null) {
            changed.timeout = policy.attemptTimeout();
        }
        return changed;
    }

    /**
     * Answers a guard with a hedge.
     *
     * @param policy the hedge
     * @return a new guard
     */
    public Guard hedge(Hedge policy) {
        var changed = new Guard(this);
        changed.hedge = Objects.requireNonNull(policy, "hedge");
        return changed;
    }

    /**
     * Answers a guard with a circuit breaker.
     *
     * @param policy the breaker
     * @return a new guard
     */
    public Guard breaker(CircuitBreaker policy) {
        var changed = new Guard(this);
        changed.breaker = Objects.requireNonNull(policy, "breaker");
        return changed;
    }

    /**
     * Answers a guard with a rate limiter, at which each attempt waits for a permit.
     *
     * @param policy the limiter
     * @return a new guard
     */
    public Guard limiter(RateLimiter policy) {
        var changed = new Guard(this);
        changed.limiter = Objects.requireNonNull(policy, "limiter");
        return changed;
    }

    /**
     * Answers a guard that makes each attempt in a goroutine of its own, and cancels it if it takes longer than this;
     * that is a {@link TimeoutExceededException}. The time begins when the attempt has its permit. An attempt that
     * doesn't end when it's interrupted is waited for.
     *
     * @param attempt how long an attempt may take, more than zero
     * @return a new guard
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    public Guard timeout(Duration attempt) {
        Nanos.positive("timeout", attempt);
        var changed = new Guard(this);
        changed.timeout = attempt;
        return changed;
    }

    /**
     * Makes a call. What it throws of unchecked exceptions and errors is thrown as itself; a checked one is the cause
     * of a {@link CompletionException}.
     *
     * @param body the call
     * @param <T> the type of its result
     * @return its result
     * @throws RejectedException if a policy has refused it
     * @throws TimeoutExceededException if it took longer than its timeout
     * @throws CompletionException if it threw a checked exception
     * @throws InterruptedException if interrupted, or the goroutine cancelled
     */
    public <T extends @Nullable Object> T call(Callable<? extends T> body) throws InterruptedException {
        return call(RuntimeException.class, body);
    }

    /**
     * Makes a call; an exception of this type is thrown as itself.
     *
     * @param type the type of a checked exception that the call may throw
     * @param body the call
     * @param <T> the type of its result
     * @param <X> the type of the exception
     * @return its result
     * @throws X if the call threw one
     * @throws RejectedException if a policy has refused it
     * @throws TimeoutExceededException if it took longer than its timeout
     * @throws CompletionException if it threw a checked exception of another type
     * @throws InterruptedException if interrupted, or the goroutine cancelled
     */
    public <T extends @Nullable Object, X extends Exception> T call(Class<X> type, Callable<? extends T> body)
            throws X, InterruptedException {
        return retry == null ? hedged(type, body) : retry.call(type, () -> hedged(Exception.class, body));
    }

    /**
     * Makes a call, and answers something else if it fails: after all attempts, or because it was refused. A
     * cancellation isn't a failure, and neither is an {@link Error}; they are thrown.
     *
     * {@snippet :
     * var price = guard.callOr(() -> prices.now(item), _ -> prices.lastKnown(item));
     * }
     *
     * @param body the call
     * @param fallback answers what is used instead, and may throw
     * @param <T> the type of the result
     * @return the result of the call, or of the fallback
     * @throws InterruptedException if interrupted, or the goroutine cancelled
     */
    public <T extends @Nullable Object> T callOr(
            Callable<? extends T> body, Function<? super Exception, ? extends T> fallback) throws InterruptedException {
        Exception failure;
        try {
            return call(Exception.class, body);
        } catch (Exception e) {
            if (Outcomes.isCancelled(e)) {
                throw Thrown.here(e, RuntimeException.class);
            }
            failure = e;
        }
        return fallback.apply(failure);
    }

    private <T extends @Nullable Object, X extends Exception> T hedged(Class<X> type, Callable<? extends T> body)
            throws X, InterruptedException {
        return hedge == null ? broken(type, body) : hedge.call(type, () -> broken(Exception.class, body));
    }

    private <T extends @Nullable Object, X extends Exception> T broken(Class<X> type, Callable<? extends T> body)
            throws X, InterruptedException {
        Duration most = timeout;
        Callable<? extends T> attempt = most == null ? body : () -> Timeout.call(most, body);
        if (breaker != null) {
            return breaker.call(type, limiter, attempt);
        }
        if (limiter != null) {
            limiter.await();
        }
        try {
            return attempt.call();
        } catch (Throwable t) {
            throw Thrown.here(t, type);
        }
    }
}
