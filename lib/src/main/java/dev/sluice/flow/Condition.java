package dev.sluice.flow;

/**
 * A condition is what a value fulfils or doesn't; to find out, it may wait or throw.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface Condition<T> {
    /**
     * Answers whether a value fulfils this.
     *
     * @param value the value, never null
     * @return whether it does
     * @throws Exception where that can't be told
     */
    boolean test(T value) throws Exception;
}
