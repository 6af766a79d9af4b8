package dev.sluice.flow;

import java.io.Serial;

/**
 * Thrown when a stage can't begin a call, since as many calls as it may {@linkplain Workers#abandoning abandon} were abandoned and
 * still run.
 */
public final class TooManyAbandonedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    TooManyAbandonedException(String message) {
        super(message);
    }
}
