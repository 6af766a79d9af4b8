package dev.sluice.resilience;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.Thrown;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A guard puts several policies around a call, always in the one order that works.
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
 * <p>Guards are immutable: each method that adds a policy returns a changed copy. They are safe for use by any number of
 * threads.
 */
public final class Guard {
    private static final Guard NONE = new Guard();

    private @Nullable Retry retry;
    private @Nullable Hedge hedge;
    private @Nullable CircuitBreaker breaker;
    private @Nullable RateLimiter limiter;
    private @Nullable Duration timeout;

    private Guard() {}

    /** A copy, to be changed before it is published. */
    private Guard(Guard other) {
        retry = other.retry;
        hedge = other.hedge;
        breaker = other.breaker;
        limiter = other.limiter;
        timeout = other.timeout;
    }

    /**
     * Returns a guard without any policy.
     *
     * @return a guard that just makes the call
     */
    @CheckReturnValue
    public static Guard none() {
        return NONE;
    }

    /**
     * Returns a guard with a retry. Its attempt timeout, if it has one, is that of the {@linkplain #timeout innermost
     * place}.
     *
     * @param policy the retry
     * @return a changed copy
     */
    @CheckReturnValue
    public Guard retry(Retry policy) {
        Objects.requireNonNull(policy, "retry");
        var changed = new Guard(this);
        changed.retry = policy.withoutAttemptTimeout();
        if (policy.attemptTimeout() != null) {
            changed.timeout = policy.attemptTimeout();
        }
        return changed;
    }

    /**
     * Returns a guard with a hedge.
     *
     * @param policy the hedge
     * @return a changed copy
     */
    @CheckReturnValue
    public Guard hedge(Hedge policy) {
        var changed = new Guard(this);
        changed.hedge = Objects.requireNonNull(policy, "hedge");
        return changed;
    }

    /**
     * Returns a guard with a circuit breaker.
     *
     * @param policy the breaker
     * @return a changed copy
     */
    @CheckReturnValue
    public Guard breaker(CircuitBreaker policy) {
        var changed = new Guard(this);
        changed.breaker = Objects.requireNonNull(policy, "breaker");
        return changed;
    }

    /**
     * Returns a guard with a rate limiter, at which each attempt waits for a permit.
     *
     * @param policy the limiter
     * @return a changed copy
     */
    @CheckReturnValue
    public Guard limiter(RateLimiter policy) {
        var changed = new Guard(this);
        changed.limiter = Objects.requireNonNull(policy, "limiter");
        return changed;
    }

    /**
     * Returns a guard that makes each attempt in a goroutine of its own, and cancels it if it takes longer than a
     * time; that is a {@link TimeoutExceededException}. The time begins when the attempt has its permit. An attempt that
     * doesn't end when it's interrupted is waited for.
     *
     * @param attempt how long an attempt may take, more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    @CheckReturnValue
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
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public <T extends @Nullable Object> T call(CheckedSupplier<? extends T, ?> body) throws InterruptedException {
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
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public <T extends @Nullable Object, X extends Exception> T call(Class<X> type, CheckedSupplier<? extends T, ?> body)
            throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(body, "body");
        return retry == null ? hedged(type, body) : retry.call(type, () -> hedged(Exception.class, body));
    }

    /**
     * Makes a call, and returns something else if it fails: after all attempts, or because it was refused. A
     * cancellation isn't a failure, and neither is an {@link Error}; they are thrown.
     *
     * {@snippet :
     * var price = guard.callOr(() -> prices.now(item), _ -> prices.lastKnown(item));
     * }
     *
     * <p>What the fallback throws is thrown with the failure of the call suppressed on it, a checked exception as the
     * cause of a {@link CompletionException}.
     *
     * @param body the call
     * @param fallback gets the failure of the call, and returns what is used instead of a result
     * @param <T> the type of the result
     * @return the result of the call, or of the fallback
     * @throws CompletionException if the fallback threw a checked exception
     * @throws InterruptedException if the thread is interrupted, or its context cancelled
     */
    public <T extends @Nullable Object> T callOr(
            CheckedSupplier<? extends T, ?> body, CheckedFunction<? super Exception, ? extends T, ?> fallback)
            throws InterruptedException {
        Objects.requireNonNull(fallback, "fallback");
        Exception failure;
        try {
            return call(Exception.class, body);
        } catch (Exception e) {
            if (Outcomes.isCancelled(e)) {
                throw Thrown.here(e, RuntimeException.class);
            }
            failure = e;
        }
        try {
            return fallback.apply(failure);
        } catch (Throwable t) {
            throw Thrown.here(Outcomes.joined(t, failure), RuntimeException.class);
        }
    }

    private <T extends @Nullable Object, X extends Exception> T hedged(
            Class<X> type, CheckedSupplier<? extends T, ?> body) throws X, InterruptedException {
        return hedge == null ? broken(type, body) : hedge.call(type, () -> broken(Exception.class, body));
    }

    private <T extends @Nullable Object, X extends Exception> T broken(
            Class<X> type, CheckedSupplier<? extends T, ?> body) throws X, InterruptedException {
        Duration most = timeout;
        CheckedSupplier<? extends T, ?> attempt = most == null ? body : () -> Timeout.call(most, body);
        if (breaker != null) {
            return breaker.call(type, limiter, attempt);
        }
        if (limiter != null) {
            limiter.await();
        }
        try {
            return attempt.get();
        } catch (Throwable t) {
            throw Thrown.here(t, type);
        }
    }
}
