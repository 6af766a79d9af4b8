package dev.sluice.io;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a write when the reader of the {@link Pipe} has left, and by a use of an end that was closed itself.
 *
 * <p>If the reader left because of an error, that is the cause.
 *
 * @see <a href="https://pkg.go.dev/io#ErrClosedPipe">Go's ErrClosedPipe</a>
 */
public class PipeClosedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which end of which pipe was closed
     * @param cause the error it was closed with, or null
     */
    public PipeClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
