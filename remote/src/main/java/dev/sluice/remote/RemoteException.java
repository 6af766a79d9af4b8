package dev.sluice.remote;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when the server refuses an operation, and waiting would not change that. */
public class RemoteException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was refused, why, and what to do
     * @param cause what the client says about it, or null
     */
    public RemoteException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
