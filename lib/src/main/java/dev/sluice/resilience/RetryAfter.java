package dev.sluice.resilience;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What knows by itself when a call is worth another attempt: an exception, or a result, that carries what a server has
 * said.
 *
 * {@snippet :
 * final class TooManyRequests extends IOException implements RetryAfter {
 *     public Duration retryAfter() {
 *         return Duration.ofSeconds(retryAfterHeader);
 *     }
 * }
 * }
 *
 * <p>A {@link Retry} waits for that long and then for its own delay, which keeps those who were told the same time
 * apart.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, Retry-After</a>
 */
@FunctionalInterface
public interface RetryAfter {
    /**
     * Answers how long to wait before the next attempt.
     *
     * @return the time, or null if it isn't known
     */
    @Nullable
    Duration retryAfter();
}
