package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.RunStoppedException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when the output takes no more thumbnails, whichever they are. */
public final class OutputException extends RunStoppedException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong with which place, and what to do
     * @param cause what was thrown, or null
     */
    public OutputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
