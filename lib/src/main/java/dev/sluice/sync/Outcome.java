package dev.sluice.sync;

import dev.sluice.Task;
import dev.sluice.internal.Thrown;
import org.jspecify.annotations.Nullable;

/**
 * What has come of something that was awaited: a value or a failure.
 *
 * @param value the value; null where that is the value, and of a failure
 * @param failure the failure, or null
 * @param origin the task whose failure it is, if it is one's; it is thrown by that, so that its scope knows of it
 */
record Outcome<T extends @Nullable Object>(
        @Nullable T value,
        @Nullable Throwable failure,
        @Nullable Task<?> origin) {
    static <T extends @Nullable Object> Outcome<T> success(T value) {
        return new Outcome<>(value, null, null);
    }

    static <T extends @Nullable Object> Outcome<T> failure(Throwable failure) {
        return new Outcome<>(null, failure, null);
    }

    boolean isFailure() {
        return failure != null;
    }

    /** Returns the same failure as an outcome of another type. */
    @SuppressWarnings("unchecked")
    <R extends @Nullable Object> Outcome<R> asFailure() {
        return (Outcome<R>) this;
    }

    /** Returns the value, or throws the failure as {@link Task#await(Class)} does. */
    @SuppressWarnings("NullAway") // the value is null only where T is nullable
    <X extends Exception> T get(Class<X> type) throws X, InterruptedException {
        if (failure == null) {
            return value;
        }
        if (origin != null) {
            origin.await(type);
        }
        throw Thrown.as(failure, type);
    }
}
