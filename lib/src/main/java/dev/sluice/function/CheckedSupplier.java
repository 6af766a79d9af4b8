package dev.sluice.function;

import org.jspecify.annotations.Nullable;

/**
 * A supplier of results that may throw.
 *
 * @param <T> the type of the results
 * @param <X> the type of the exceptions it may throw
 */
@FunctionalInterface
public interface CheckedSupplier<T extends @Nullable Object, X extends Exception> {
    /**
     * Returns a result.
     *
     * @return the result
     * @throws X if it fails
     */
    T get() throws X;
}
