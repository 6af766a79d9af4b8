package dev.sluice.internal;

/** A goroutine that may stand by: it ends no wait of another one, whatever it does next. It is the handler of its thread, as {@link Origin} is. */
public interface Bystander {
    /**
     * Says whether the current goroutine stands by from now on, so that the search for deadlocks leaves it out: though it wakes up by the
     * clock, the others go on waiting. It must hold as long as nothing else in its scopes changes.
     *
     * @param standsBy whether it does
     */
    static void standBy(boolean standsBy) {
        if (Thread.currentThread().getUncaughtExceptionHandler() instanceof Bystander itself) {
            itself.standsBy(standsBy);
        }
    }

    /** Notes whether the goroutine stands by. */
    void standsBy(boolean standsBy);
}
