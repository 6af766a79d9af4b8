package dev.sluice.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A timer is something to be done at a deadline. It is a node of the structure that holds it, so
 * that a thing with a deadline extends it and needs no further object.
 *
 * <p>A timer is started and cancelled at a {@link Timers}, always the same one.
 */
public abstract class Timer {
    /** The place of a timer that isn't started. */
    static final int IDLE = -1;

    // All guarded by the lock of the Timers; what they mean stands in TimerQueue.
    @Nullable
    Timer previous;

    @Nullable
    Timer next;

    int place = IDLE;
    long deadline;

    /** Creates a timer that isn't started. */
    protected Timer() {}

    /**
     * Does what is to be done at the deadline. It is called once for each start that isn't cancelled,
     * at the deadline or later, never before it.
     *
     * <p>It is called in the thread that all timers share, so it's short and never blocks: slow work
     * is handed to another thread. The timer may be started again from within.
     */
    protected abstract void fire();
}
