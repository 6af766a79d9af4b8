package dev.sluice.resilience;

import java.io.Serial;
import java.time.Duration;

/** Says that a {@link RateLimiter} would have let a caller in only after its deadline; it didn't wait for that. */
public final class RateLimitedException extends RejectedException {
    @Serial
    private static final long serialVersionUID = 1L;

    RateLimitedException(String message, Duration retryAfter) {
        super(message, retryAfter);
    }
}
