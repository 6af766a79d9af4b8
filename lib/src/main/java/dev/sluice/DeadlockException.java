package dev.sluice;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * Says that goroutines wait for each other, or for what nothing can reach, and that nothing can end their waits. The message names
 * each of them, with what it waits for and where.
 *
 * @see Scope#detectDeadlock
 * @see Scope#detectLeaks
 */
public class DeadlockException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message who waits for what
     * @param cause why, or null
     */
    public DeadlockException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
