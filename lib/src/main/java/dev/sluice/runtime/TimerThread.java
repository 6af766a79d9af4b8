package dev.sluice.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Timers that are fired by a thread of their own. It is there while there are timers, and ends when
 * there has been none for a while.
 */
final class TimerThread extends Timers {
    /*
     * The thread sleeps until `wakeAt`. A start wakes it only if its timer wants a poll earlier than
     * that. A cancellation leaves `wakeAt` as it is, so the thread may wake up once for a timer that
     * is gone; only the last one brings it forward if it's too far away for the thread to end in time.
     *
     * No wake-up is lost: the thread decides to sleep under the lock, having seen every timer that was
     * started by then. A later start sees the `wakeAt` decided upon and unparks the thread, which
     * parks nowhere else between that decision and its sleep.
     *
     * The thread decides to end under the same lock, in which `thread` becomes null; so a start either
     * comes before, and is seen, or comes after, and begins a new thread.
     *
     * Firing is outside the lock: it may start and cancel timers, and wait for locks of others.
     */

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOVES_AT_ONCE = 512;

    private final World world;
    private final long idleNanos;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final TimerQueue queue;
    private @Nullable Thread thread;
    private long wakeAt;
    private boolean idle; // the thread sleeps until it ends

    TimerThread(World world) {
        this(world, IDLE_NANOS);
    }

    TimerThread(World world, long idleNanos) {
        this.world = world;
        this.idleNanos = idleNanos;
        this.queue = new TimerQueue(world.nanoTime());
    }

    @Override
    public void start(Timer timer, long deadlineNanos) {
        Thread asleep;
        lock.lock();
        try {
            if (thread == null) {
                startThread();
            }
            asleep = wakeAt(queue.add(timer, deadlineNanos));
        } finally {
            lock.unlock();
        }
        if (asleep != null) {
            world.unpark(asleep);
        }
    }

    @Override
    public boolean cancel(Timer timer) {
        Thread asleep = null;
        lock.lock();
        try {
            if (!queue.remove(timer)) {
                return false;
            }
            if (queue.pending() == 0) {
                asleep = wakeAt(world.nanoTime() + idleNanos);
            }
        } finally {
            lock.unlock();
        }
        if (asleep != null) {
            world.unpark(asleep);
        }
        return true;
    }

    @Override
    public int pending() {
        lock.lock();
        try {
            return queue.pending();
        } finally {
            lock.unlock();
        }
    }

    /** The thread, or null while there is none. */
    @Nullable
    Thread thread() {
        lock.lock();
        try {
            return thread;
        } finally {
            lock.unlock();
        }
    }

    /** Begins the thread, which then waits for the lock that the caller holds. */
    private void startThread() {
        Thread started = Daemons.unstarted("sluice-timers", this::run);
        started.start();
        thread = started;
        idle = false;
        wakeAt = world.nanoTime();
    }

    /** Makes the thread sleep no longer than to the given moment; returns it if it has to be unparked for that. */
    private @Nullable Thread wakeAt(long moment) {
        if (moment - wakeAt >= 0) {
            return null;
        }
        wakeAt = moment;
        return thread;
    }

    private void run() {
        for (; ; ) {
            try {
                Timer due = take();
                if (due == null) {
                    return;
                }
                due.fire();
            } catch (Throwable thrown) {
                Daemons.report(thrown);
            }
        }
    }

    /** Waits for the next timer that is to fire, or returns null if the thread is to end. */
    private @Nullable Timer take() {
        for (; ; ) {
            long sleepUntil;
            lock.lock();
            try {
                long now = world.nanoTime();
                if (queue.turn(now, MOVES_AT_ONCE)) {
                    Timer due = queue.poll(now);
                    if (due != null) {
                        idle = false;
                        return due;
                    }
                    if (isToEnd(now)) {
                        thread = null;
                        return null;
                    }
                } else {
                    wakeAt = now; // Go on at once, but let others have the lock in between.
                }
                sleepUntil = wakeAt;
            } finally {
                lock.unlock();
            }
            Thread.interrupted(); // Left behind by a timer; it would keep the thread from sleeping.
            world.parkUntil(this, sleepUntil);
        }
    }

    /** Decides until when to sleep, or that there was nothing to do for so long that the thread is to end. */
    private boolean isToEnd(long now) {
        if (queue.pending() > 0) {
            idle = false;
            wakeAt = queue.nextDue();
            return false;
        }
        if (!idle) {
            idle = true;
            wakeAt = now + idleNanos;
            return false;
        }
        return wakeAt - now <= 0;
    }
}
