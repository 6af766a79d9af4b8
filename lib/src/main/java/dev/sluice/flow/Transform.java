package dev.sluice.flow;

/**
 * A transform makes one value of another, and may wait or throw meanwhile.
 *
 * @param <T> the type of what it is given
 * @param <R> the type of what it answers
 */
@FunctionalInterface
public interface Transform<T, R> {
    /**
     * Makes a value.
     *
     * @param value what is given, never null
     * @return the result, never null
     * @throws Exception where it fails
     */
    R apply(T value) throws Exception;
}
