package dev.sluice;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * Thrown by a send if the channel is closed or its receiver has left. The value was not sent.
 *
 * <p>If the channel was closed with an error, that is the cause.
 */
public class ChannelClosedException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which channel was closed, and by which side
     * @param cause the error it was closed with, or null
     */
    public ChannelClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
