package dev.sluice.thumbs.file;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when no further file can be done, whichever it is: the output takes no files, say, or an endpoint is down. It ends
 * the run; what is stored by then is whole. The message is for the user, and says what to do.
 */
public class RunStoppedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong with which place, and what to do
     * @param cause what was thrown, or null
     */
    public RunStoppedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
