package dev.sluice;

import java.io.Serial;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/**
 * Signals that something was cancelled. It is the cause of a cancelled {@link Context} and the outcome of a cancelled {@link Task}, and
 * is thrown instead of an {@link InterruptedException} by methods that can't throw that.
 */
public class CancelledException extends CancellationException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was cancelled
     * @param cause the reason, or null
     */
    @SuppressWarnings("this-escape") // the superclass takes no cause
    public CancelledException(String message, @Nullable Throwable cause) {
        super(message);
        if (cause != null) {
            initCause(cause);
        }
    }
}
