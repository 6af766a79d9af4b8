package dev.sluice.resilience;

import java.io.Serial;

/**
 * Says that an attempt took longer than it was given, and was cancelled. Its caller wasn't: this is a failure of what
 * was called, which a {@link CircuitBreaker} counts and a {@link Retry} tries again.
 */
public final class TimeoutExceededException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    TimeoutExceededException(String message, Throwable cause) {
        super(message, cause);
    }
}
