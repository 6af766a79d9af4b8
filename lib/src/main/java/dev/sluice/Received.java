package dev.sluice;

import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * The result of a receive that doesn't wait, or that has a timeout.
 *
 * {@snippet :
 * switch (jobs.tryReceive()) {
 *     case Received.Value<Job>(var job) -> handle(job);
 *     case Received.Empty<Job> _ -> idle();
 *     case Received.Closed<Job> _ -> finish();
 * }
 * }
 *
 * @param <T> the type of the channel's values
 */
public sealed interface Received<T> {
    /**
     * A value was there, and has been taken out of the channel.
     *
     * @param value the value
     */
    record Value<T>(T value) implements Received<T> {}

    /** The channel was empty and open. */
    record Empty<T>() implements Received<T> {
        private static final Empty<?> INSTANCE = new Empty<>();
    }

    /**
     * The channel is closed and drained.
     *
     * @param cause the cause it was closed with, or null when it was closed without one
     */
    record Closed<T>(@Nullable Throwable cause) implements Received<T> {
        private static final Closed<?> INSTANCE = new Closed<>(null);
    }

    /**
     * Returns the value, or null if there is none.
     *
     * @return the value, or null
     */
    default @Nullable T orNull() {
        return this instanceof Value<T>(T value) ? value : null;
    }

    /**
     * Returns the result for a channel that is empty and open.
     *
     * @param <T> the type of the channel's values
     * @return always the same instance
     */
    @SuppressWarnings("unchecked")
    static <T> Empty<T> empty() {
        return (Empty<T>) Empty.INSTANCE;
    }

    /**
     * Returns the result for a channel that is closed and drained.
     *
     * @param cause the cause it was closed with, or null
     * @param <T> the type of the channel's values
     * @return the result
     */
    @SuppressWarnings("unchecked")
    static <T> Closed<T> closed(@Nullable Throwable cause) {
        return cause == null ? (Closed<T>) Closed.INSTANCE : new Closed<>(cause);
    }
}
