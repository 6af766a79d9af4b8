package dev.sluice.runtime;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A world is everything that the library asks of its surroundings: the time, parking, threads,
 * deadlines and chance.
 *
 * <p>There is one world at a time, {@link #current()}: the real one, unless a testkit has put
 * another in its place. An object that starts something in a world keeps that world and ends it there.
 *
 * <p>A world is safe for use by any number of threads.
 */
public abstract class World {
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Creates a world, which has no effect until it's put to {@linkplain #use use}. */
    protected World() {}

    /** The world in use. A plain read, as cheap as that of any static field. */
    public static World current() {
        return Current.world;
    }

    /**
     * Puts a world in the place of the current one. For a testkit only: the change is not announced
     * to other threads, so it's made before they start and undone when they have ended.
     *
     * @return the world that was in use until now, to put it back
     */
    public static World use(World world) {
        World before = Current.world;
        Current.world = world;
        Current.stepping = world.steps();
        return before;
    }

    /**
     * Says that the current thread is about to begin an operation on something shared. In the real world that is nothing but
     * a read of a static field; a testkit may let other goroutines go first.
     *
     * <p>Every operation that other threads can observe begins with this, before it looks at anything, and without a lock: another
     * goroutine that goes first may need it.
     *
     * @param what the operation, as its method is called
     * @param site what it is about: a channel, scope or context, or the {@code Cases} of a select
     */
    public static void step(String what, Object site) {
        if (Current.stepping) {
            Current.world.stepped(what, site);
        }
    }

    /** Whether this world wants to know of each {@link #step}. Never changes. */
    protected boolean steps() {
        return false;
    }

    /** Gets each {@link #step}, in a world that wants to know. */
    protected void stepped(String what, Object site) {}

    /** The current moment, on a scale which never goes back, may begin anywhere and wraps around. */
    public abstract long nanoTime();

    /** The current date and time, for messages and records; waiting goes by {@link #nanoTime()}. */
    public abstract Instant now();

    /**
     * Parks the current thread until it's unparked or interrupted, or for no reason; so the caller
     * looks again at what it waits for. An unpark that came before makes it return at once.
     *
     * @param blocker what the thread waits for, shown in thread dumps
     */
    public abstract void park(Object blocker);

    /**
     * Parks like {@link #park}, but not beyond a deadline. It returns at once if the deadline has passed.
     *
     * <p>No value stands for "for ever": {@code Long.MAX_VALUE} is a moment like any other, and
     * depending on where the scale began it may be past. A wait without a deadline is a {@code park}.
     *
     * @param deadlineNanos a moment on the scale of {@link #nanoTime()}, less than 2<sup>63</sup> ns ahead
     */
    public abstract void parkUntil(Object blocker, long deadlineNanos);

    /** Lets the thread's current park return, or its next one if it isn't parked. */
    public abstract void unpark(Thread thread);

    /**
     * Makes a virtual thread, not yet started.
     *
     * @param name the thread's name, shown in thread dumps
     * @param handler gets what the body throws
     */
    public abstract Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body);

    /** Starts a thread that {@link #unstarted} has made. */
    public void start(Thread thread) {
        thread.start();
    }

    /**
     * Starts a thread that {@link #unstarted} has made, in such a way that nothing holds on to it while it is parked without a
     * deadline: if nothing else does, it can be collected.
     */
    public void startUnheld(Thread thread) {
        start(thread);
    }

    /** Interrupts a thread. This may hang where {@link Thread#interrupt()} does. */
    public void interrupt(Thread thread) {
        thread.interrupt();
    }

    /**
     * A number chosen by chance, for fairness between equals. Not for secrets.
     *
     * @param bound how many numbers there are to choose from, at least 1
     * @return a number of at least 0 and less than {@code bound}
     */
    public abstract int random(int bound);

    /** Whether a waiter may spin before it parks: no use if no other thread can run at the same time. Never changes. */
    public abstract boolean spins();

    /** The number of the next thing that has no name of its own; never the same number twice in a world. */
    public long number() {
        return NUMBERS.incrementAndGet();
    }

    /** The deadlines of this world, always the same object. */
    public abstract Timers timers();

    /**
     * Runs a job on another thread, which is not virtual and doesn't keep the program alive. For
     * jobs which are short as a rule but may hang: {@link Thread#interrupt()} and a user's callback.
     *
     * <p>The caller doesn't wait. What the job throws goes to the thread's uncaught exception handler.
     *
     * <p>Memory consistency: actions before this call <i>happen-before</i> the job.
     */
    public abstract void helper(Runnable job);

    /** Where something is looked for that goes wrong. */
    public enum Search {
        /** In the scopes that ask for it. */
        WHERE_ASKED,
        /** In all scopes. */
        EVERYWHERE,
        /** By this world, and by nothing else. */
        BY_WORLD
    }

    /** Where deadlocks are looked for in this world. Never changes. */
    public Search deadlocks() {
        return Search.WHERE_ASKED;
    }

    /** Where goroutines that nothing can reach any more are looked for in this world. Never changes. */
    public Search leaks() {
        return Search.WHERE_ASKED;
    }

    /** Apart from the class itself, so that a world can be made before there is a current one. */
    private static final class Current {
        // Not volatile: every operation of the library reads it.
        static World world = new RealWorld();

        static boolean stepping;
    }
}
