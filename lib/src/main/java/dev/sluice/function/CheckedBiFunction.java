package dev.sluice.function;

import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that may throw.
 *
 * @param <T> the type of the first argument
 * @param <U> the type of the second argument
 * @param <R> the type of the result
 * @param <X> the type of the exceptions it may throw
 */
@FunctionalInterface
public interface CheckedBiFunction<
        T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object, X extends Exception> {
    /**
     * Returns the result of the function.
     *
     * @param first the first argument
     * @param second the second argument
     * @return the result
     * @throws X if it fails
     */
    R apply(T first, U second) throws X;
}
