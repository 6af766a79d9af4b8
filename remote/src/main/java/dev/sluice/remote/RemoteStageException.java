package dev.sluice.remote;

import java.io.Serial;

/** The failure of an item in another program: what the function of its stage has thrown there, or that each worker ended with it. */
public class RemoteStageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the type and the message of the exception there
     */
    public RemoteStageException(String message) {
        super(message);
    }
}
