package dev.sluice.runtime;

/**
 * An interruption of a wait that is kept in a way of its own where it can't be thrown: not all cancellations may set
 * the interrupt flag of the thread that they reach.
 */
public interface Interruption {
    /** Keeps this for the next wait of the current thread, which it has interrupted. */
    void keep();

    /**
     * Keeps an interruption for the next wait of the current thread, for methods that can't throw it as itself.
     *
     * @param interruption what a wait of this thread has thrown
     */
    static void keep(InterruptedException interruption) {
        if (interruption instanceof Interruption own) {
            own.keep();
        } else {
            Thread.currentThread().interrupt();
        }
    }
}
