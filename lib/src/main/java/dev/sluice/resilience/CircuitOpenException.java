package dev.sluice.resilience;

import java.io.Serial;
import java.time.Duration;

/** Says that a {@link CircuitBreaker} let no call through, since too many have failed. */
public final class CircuitOpenException extends RejectedException {
    @Serial
    private static final long serialVersionUID = 1L;

    CircuitOpenException(String message, Duration retryAfter) {
        super(message, retryAfter);
    }
}
