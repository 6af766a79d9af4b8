package dev.sluice.function;

import org.jspecify.annotations.Nullable;

/**
 * A condition on one argument that may throw.
 *
 * @param <T> the type of the argument
 * @param <X> the type of the exceptions it may throw
 */
@FunctionalInterface
public interface CheckedPredicate<T extends @Nullable Object, X extends Exception> {
    /**
     * Returns whether the argument fulfils the condition.
     *
     * @param value the argument
     * @return whether it does
     * @throws X if that can't be told
     */
    boolean test(T value) throws X;
}
