package dev.sluice.testkit.inside;

import org.jspecify.annotations.Nullable;

/** What rewritten code asks for: the bubble that is open. All methods are called by any thread, in the bubble or not. */
public interface Steps {
    /** Lets others go first, before an access. */
    void step(Site site);

    /** Lets others go first, since the current goroutine can't go on without them. */
    void spin(Site site);

    /** From here to {@link #loud} no step is taken: what runs holds a lock of the JVM's that others may need, or its carrier. */
    void quiet();

    /** Ends what {@link #quiet} has begun. Throws nothing. */
    void loud();

    /** Waits until the monitor is free, and takes it; the monitor itself is entered next, at once. */
    void enter(Object monitor, Site site);

    /** Gives the monitor back, after it was left. Throws nothing. */
    void exit(Object monitor);

    /**
     * Waits like {@link Object#wait(long)}, with nanoseconds; 0 is without an end.
     *
     * @return whether it has waited; where it has not, the monitor itself is to be waited for
     */
    boolean await(Object monitor, long nanos, Site site) throws InterruptedException;

    /** Notifies one or all that wait for the monitor; returns whether it has, as {@link #await}. */
    boolean signal(Object monitor, boolean all, Site site);

    /**
     * Parks like {@link java.util.concurrent.locks.LockSupport#parkNanos}.
     *
     * @param nanos how long at most; negative is without an end
     * @return whether it has parked; where it has not, the thread itself is to be parked
     */
    boolean park(@Nullable Object blocker, long nanos);

    /** Unparks; returns whether it has, as {@link #park}. */
    boolean unpark(Thread thread);

    /** Sleeps; returns whether it has, as {@link #park}. */
    boolean sleep(long nanos, Site site) throws InterruptedException;

    /** The time that {@link System#nanoTime()} would return. */
    long nanoTime();

    /** The time that {@link System#currentTimeMillis()} would return. */
    long currentTimeMillis();
}
