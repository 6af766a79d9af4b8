package dev.sluice.testkit;

import java.io.Serial;

/** A test has left something behind: goroutines, timers or open scopes. The message says which, and where they were started. */
public final class LeakError extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    LeakError(String message) {
        super(message);
    }
}
