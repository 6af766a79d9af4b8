package dev.sluice.thumbs.store;

import java.io.IOException;
import java.io.Serial;

/** Thrown when the output folder takes no more files: going on would fail for every photo in the same way. */
public final class OutputException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what is wrong, and what to do
     * @param cause what the file system said
     */
    public OutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
