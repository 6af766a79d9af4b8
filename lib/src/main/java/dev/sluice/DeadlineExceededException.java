package dev.sluice;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** Says that something was cancelled because its deadline had come. */
public class DeadlineExceededException extends CancelledException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which deadline, and whose
     * @param cause why, or null
     */
    public DeadlineExceededException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
