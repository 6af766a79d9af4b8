package dev.sluice.remote;

import java.io.Serial;

/** Thrown when a server lacks what this module needs: it is too old, or runs without JetStream. */
public class UnsupportedServerException extends RemoteException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which server, what it lacks, and what to do
     */
    public UnsupportedServerException(String message) {
        super(message, null);
    }
}
