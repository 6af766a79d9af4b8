package dev.sluice;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** Signals that something was cancelled because its deadline had passed. */
public class DeadlineExceededException extends CancelledException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which deadline has passed
     * @param cause the reason, or null
     */
    public DeadlineExceededException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
