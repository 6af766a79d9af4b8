package dev.sluice;

import java.io.Serial;

// Floor: channels
/** Thrown by a receive if the channel is drained and was {@linkplain SendChannel#closeWithError closed with an error}, which is the cause. */
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
