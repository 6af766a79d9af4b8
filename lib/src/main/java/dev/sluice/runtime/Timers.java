package dev.sluice.runtime;

/**
 * Timers fire each at its own deadline: not rounded to a tick, never before it, and in the order of
 * their deadlines. Those with the same deadline fire in no particular order.
 *
 * <p>A start or a cancellation takes constant time for a deadline that is not near, however many
 * there are. Timers are safe for use by any number of threads.
 *
 * <p>Memory consistency: actions before a timer is started <i>happen-before</i> its firing. A
 * cancellation and the firing exclude each other: {@link #cancel} returns true and the timer doesn't
 * fire, or it returns false and the timer has been chosen to fire, in which case the choice
 * <i>happens-before</i> the return but the firing may still be under way.
 */
public abstract class Timers {
    /** Creates timers, of which none is started. */
    protected Timers() {}

    /**
     * Starts a timer. It will fire once, unless it's cancelled before.
     *
     * @param deadlineNanos the moment to fire at, on the scale of {@link World#nanoTime()} and at most
     *     {@code Long.MAX_VALUE / 2} (146 years) ahead; a timer whose deadline is past fires right away
     * @throws IllegalStateException if the timer is started and has neither fired nor been cancelled
     */
    public abstract void start(Timer timer, long deadlineNanos);

    /**
     * Cancels a timer. Afterwards nothing here refers to it, and it may be started again.
     *
     * @return true if it was started and will not fire; false if it has fired, is about to, or wasn't started
     */
    public abstract boolean cancel(Timer timer);

    /** How many timers are started and have neither been cancelled nor chosen to fire. */
    public abstract int pending();

    /** Fires a timer that a queue has given out, for code that drives a queue from another package. */
    protected static void fire(Timer timer) {
        timer.fire();
    }
}
