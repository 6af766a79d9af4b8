package dev.sluice.resilience;

import java.time.Duration;

/**
 * An exception or a result that says when another attempt is worth it, mostly because a server has said so.
 *
 * {@snippet :
 * final class TooManyRequests extends IOException implements RetryAfter {
 *     public Duration retryAfter() {
 *         return Duration.ofSeconds(retryAfterHeader);
 *     }
 * }
 * }
 *
 * <p>A {@link Retry} waits for that long and then for its own delay, which keeps clients apart that were told the same
 * time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, Retry-After</a>
 */
@FunctionalInterface
public interface RetryAfter {
    /**
     * Returns how long to wait before the next attempt.
     *
     * @return the time; zero or less if it isn't known
     */
    Duration retryAfter();
}
