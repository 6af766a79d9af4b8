package dev.sluice.flow;

import dev.sluice.function.CheckedFunction;

/**
 * A place where stages of a {@link Pipeline} are done by other programs, such as workers on other machines. The module {@code sluice-nats}
 * has one.
 *
 * @see Pipeline#remote
 */
public interface Remote {
    /**
     * Returns a function that has an item done there, and waits for the result. It is called by several threads at once.
     *
     * @param stage the name by which the workers know what to do
     * @param <S> the type of the items
     * @param <R> the type of the results
     * @return the function; an interrupt ends its wait
     * @throws IllegalArgumentException if there is no such stage
     */
    <S, R> CheckedFunction<S, R, Exception> stage(String stage);
}
