package dev.sluice;

import java.io.Serial;

// Floor: waiting
/**
 * Ends a goroutine that keeps waiting although its context is cancelled: thrown instead of a {@link ContextCancelledException} after ten
 * of those in a row.
 *
 * <p>The usual reason is a loop that catches {@code Exception} around a wait and goes on. Let the exception end the loop: catch
 * {@link InterruptedException} outside of the loop, or rethrow it. Code that must wait after a cancellation runs in a {@linkplain
 * Context#detached() detached} context.
 *
 * <p>A goroutine that ends with this error has failed. The message says which goroutine it is, where it was started, and at which
 * waits the cancellation was reported first and last.
 */
public final class CancellationSwallowedError extends Error {
    @Serial
    private static final long serialVersionUID = 1L;

    CancellationSwallowedError(String message, Throwable cause) {
        super(message, cause);
    }
}
