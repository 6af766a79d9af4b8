package dev.sluice;

import java.io.Serial;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/**
 * Says that something was cancelled: the cause of a cancelled {@link Context}, the outcome of a cancelled {@link Task}, and
 * what is thrown in place of an {@link InterruptedException} where that can't be.
 */
public class CancelledException extends CancellationException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was cancelled
     * @param cause why, or null
     */
    @SuppressWarnings("this-escape") // the superclass takes no cause
    public CancelledException(String message, @Nullable Throwable cause) {
        super(message);
        if (cause != null) {
            initCause(cause);
        }
    }
}
