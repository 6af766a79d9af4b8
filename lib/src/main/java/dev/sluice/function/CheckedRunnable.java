package dev.sluice.function;

/**
 * An action without a result that may throw.
 *
 * @param <X> the type of the exceptions it may throw
 */
@FunctionalInterface
public interface CheckedRunnable<X extends Exception> {
    /**
     * Runs the action.
     *
     * @throws X if it fails
     */
    void run() throws X;
}
