package dev.sluice.function;

import org.jspecify.annotations.Nullable;

/**
 * An action with two arguments and without a result that may throw.
 *
 * @param <T> the type of the first argument
 * @param <U> the type of the second argument
 * @param <X> the type of the exceptions it may throw
 */
@FunctionalInterface
public interface CheckedBiConsumer<T extends @Nullable Object, U extends @Nullable Object, X extends Exception> {
    /**
     * Runs the action.
     *
     * @param first the first argument
     * @param second the second argument
     * @throws X if it fails
     */
    void accept(T first, U second) throws X;
}
