package dev.sluice.function;

import org.jspecify.annotations.Nullable;

/**
 * A function of one argument that may throw.
 *
 * @param <T> the type of the argument
 * @param <R> the type of the results
 * @param <X> the type of the exceptions it may throw
 */
@FunctionalInterface
public interface CheckedFunction<T extends @Nullable Object, R extends @Nullable Object, X extends Exception> {
    /**
     * Returns the result of the function.
     *
     * @param value the argument
     * @return the result
     * @throws X if it fails
     */
    R apply(T value) throws X;
}
