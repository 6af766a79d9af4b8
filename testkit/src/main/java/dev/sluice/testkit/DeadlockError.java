package dev.sluice.testkit;

import java.io.Serial;

/** All goroutines of a bubble wait, and nothing is left that could wake one of them. The message says who waits for what. */
public final class DeadlockError extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    DeadlockError(String message) {
        super(message);
    }
}
