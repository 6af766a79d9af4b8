package dev.sluice;

import java.io.Serial;

// Floor: waiting
/**
 * Thrown by a wait because the {@linkplain Context#current() context} of the waiting code is cancelled.
 *
 * <p>It distinguishes a cancellation from an interrupt by other code, which is a plain {@link InterruptedException}. Its {@linkplain
 * #getCause() cause} is the {@linkplain Context#cause() cause} of the context: a {@link DeadlineExceededException}, the failure
 * of another goroutine of the scope, a {@link CancelledException}, or what was passed to {@link Context#cancel(Throwable)}.
 *
 * {@snippet :
 * try {
 *     jobs.send(job);
 * } catch (ContextCancelledException e) {
 *     log("not sent, since " + e.getCause());
 *     throw e; // each further wait fails too, until the goroutine ends
 * }
 * }
 *
 * <p>A method that can't throw an {@code InterruptedException} throws another exception with this as its cause: the iterator of
 * a channel throws a {@link CancelledException}, a stream an {@link java.io.InterruptedIOException}.
 */
public final class ContextCancelledException extends InterruptedException {
    @Serial
    private static final long serialVersionUID = 1L;

    ContextCancelledException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }
}
