package dev.sluice.function;

import org.jspecify.annotations.Nullable;

/**
 * An action with one argument and without a result that may throw.
 *
 * @param <T> the type of the argument
 * @param <X> the type of the exceptions it may throw
 */
@FunctionalInterface
public interface CheckedConsumer<T extends @Nullable Object, X extends Exception> {
    /**
     * Runs the action.
     *
     * @param value the argument
     * @throws X if it fails
     */
    void accept(T value) throws X;
}
