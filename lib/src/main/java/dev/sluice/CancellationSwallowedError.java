package dev.sluice;

import java.io.Serial;

// Floor: waiting
/**
 * Ends a goroutine that goes on waiting although its context is cancelled: thrown in place of a {@link
 * ContextCancelledException} after ten of those in a row.
 *
 * <p>The usual reason is a loop that catches {@code Exception} around a wait, and goes on. Let the exception end the loop: catch
 * {@link InterruptedException} outside of it, or throw it again. Code that has to wait after a cancellation runs in a {@linkplain
 * Context#detached() detached} context.
 *
 * <p>A goroutine that ends by this has failed. The message names the goroutine, where it was started, and where it was told of
 * the cancellation first and last.
 */
public final class CancellationSwallowedError extends Error {
    @Serial
    private static final long serialVersionUID = 1L;

    CancellationSwallowedError(String message, Throwable cause) {
        super(message, cause);
    }
}
