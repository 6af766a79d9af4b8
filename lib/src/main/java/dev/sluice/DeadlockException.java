package dev.sluice;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * Signals that goroutines wait for each other, or for something that can't be reached, so that nothing can end their waits. The message
 * lists them, with what each waits for and where.
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
     * @param message which goroutines wait for what
     * @param cause the reason, or null
     */
    public DeadlockException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
