package dev.sluice.testkit;

import java.io.Serial;

/** A bubble can't go on, though not all of its goroutines wait by means of the library: one is blocked by something else, or runs without an end. The message says which and where. */
public final class StallError extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    StallError(String message) {
        super(message);
    }
}
