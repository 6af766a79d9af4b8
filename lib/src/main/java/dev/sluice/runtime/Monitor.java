package dev.sluice.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks at things every {@value #PERIOD_MILLIS} milliseconds, in real time, from a daemon thread of its own that there is only
 * while there is something to look at.
 *
 * <p>The monitor is safe for use by any number of threads.
 */
public final class Monitor {
    /** Something to look at again and again. */
    @FunctionalInterface
    public interface Check {
        /** Looks, without waiting for anything. What it throws is reported, and the check goes on. */
        void look();
    }

    /** How often it looks. */
    public static final int PERIOD_MILLIS = 50;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Monitor MONITOR = new Monitor();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    // Guarded by the lock.
    private final Set<Check> checks = new LinkedHashSet<>();
    private boolean running;

    private Monitor() {}

    /**
     * Begins to look at something.
     *
     * @param check what is to be done each time
     * @throws OutOfMemoryError if there is no thread for it; the check isn't begun
     */
    public static void add(Check check) {
        MONITOR.begin(check);
    }

    /**
     * Looks at something no more. It may be looked at for the last time while this returns.
     *
     * @param check what was added
     */
    public static void remove(Check check) {
        MONITOR.end(check);
    }

    private void begin(Check check) {
        lock.lock();
        try {
            if (!running) {
                Daemons.unstarted("sluice-monitor", this::work).start(); // and waits for the lock
                running = true;
            }
            checks.add(check);
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    private void end(Check check) {
        lock.lock();
        try {
            checks.remove(check);
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (List<Check> all = next(); !all.isEmpty(); all = next()) {
            for (Check each : all) {
                try {
                    each.look();
                } catch (Throwable thrown) {
                    Daemons.report(thrown);
                }
            }
        }
    }

    /** Waits for the next time; returns what is to be looked at, or nothing if there was nothing for a second. */
    private List<Check> next() {
        lock.lock();
        try {
            pause(TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS));
            if (checks.isEmpty()) {
                pause(IDLE_NANOS);
            }
            running = !checks.isEmpty();
            return new ArrayList<>(checks);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for this long, or until something is added to nothing. */
    private void pause(long nanos) {
        long nanosLeft = nanos;
        boolean wasEmpty = checks.isEmpty();
        while (nanosLeft > 0 && !(wasEmpty && !checks.isEmpty())) {
            try {
                nanosLeft = added.awaitNanos(nanosLeft);
            } catch (InterruptedException _) {
                // No code has a reason to interrupt this thread.
            }
        }
    }
}
