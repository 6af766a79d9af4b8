package dev.sluice;

import java.io.Serial;

// Floor: channels
/** Thrown by a receive when the channel is drained and its sender {@linkplain SendChannel#closeWithError closed it with an error}: the cause. */
public class ChannelFailedException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which channel has failed
     * @param cause the error it was closed with
     */
    public ChannelFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
