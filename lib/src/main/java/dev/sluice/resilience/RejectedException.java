package dev.sluice.resilience;

import java.io.Serial;
import java.time.Duration;

/**
 * Says that a policy has refused a call: its body did not run.
 *
 * <p>A refusal is no failure of what would have been called. A {@link CircuitBreaker} doesn't count it, and a {@link
 * Retry} doesn't try again unless its {@link Retry#on predicate} asks for that; it then waits for the time that the
 * refusal names.
 */
public abstract sealed class RejectedException extends RuntimeException implements RetryAfter
        permits CircuitOpenException, RateLimitedException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    RejectedException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /**
     * Returns when another call may be let in.
     *
     * @return the time from the creation of this exception
     */
    @Override
    public Duration retryAfter() {
        return retryAfter;
    }
}
