package dev.sluice.runtime;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the garbage collector what nothing can reach any more, and acts on it in a daemon thread of its own that there is
 * only while something is watched.
 *
 * <p>The reaper is safe for use by any number of threads.
 */
public final class Reaper {
    /*
     * A phantom reference, and not a weak one: it is enqueued when not even a finalizer could bring the thing back.
     *
     * A thread that adds writes the set and then reads whether the thread runs; the thread, before it ends, writes that it doesn't run
     * and then reads the set. So one of the two sees the other.
     */

    /**
     * Watches one thing. It holds on to nothing that leads to that; and something has to hold on to it: the reaper does so from
     * {@link #begin} to {@link #end}.
     *
     * @param <T> the type of the thing
     */
    public abstract static class Watch<T> extends PhantomReference<T> {
        /** Creates a watch on a thing that can be reached. */
        protected Watch(T watched) {
            super(watched, QUEUE);
        }

        /** Begins to watch. */
        public final void begin() {
            REAPER.add(this);
        }

        /** Ends the watch: nothing comes of it any more. */
        public final void end() {
            clear();
            WATCHES.remove(this);
        }

        /** Does what is to be done when nothing can reach the thing any more. What it throws is reported. */
        protected abstract void collected();
    }

    private static final long IDLE_MILLIS = 1_000;

    /** How long to wait for this to act on what a collection has told. */
    private static final long PATIENCE_MILLIS = 10_000;

    private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();
    private static final Set<Watch<?>> WATCHES = ConcurrentHashMap.newKeySet();
    private static final Reaper REAPER = new Reaper();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition acted = lock.newCondition();

    // Written with the lock.
    private volatile boolean running;

    private Reaper() {}

    /** What is watched now; it changes all the time. */
    public static Collection<Watch<?>> watches() {
        return Collections.unmodifiableSet(WATCHES);
    }

    /**
     * Asks for a garbage collection, and waits until the watches that it ends are acted on; for some seconds at most.
     *
     * @return whether there was a collection; there is none where the JVM is told not to heed such requests
     * @throws InterruptedException if interrupted
     */
    public static boolean collect() throws InterruptedException {
        var sentinel = new WeakReference<>(new Object());
        System.gc();
        boolean collected = sentinel.refersTo(null);
        if (collected) {
            REAPER.awaitActed();
        }
        return collected;
    }

    private void awaitActed() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanosLeft = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (nanosLeft > 0 && WATCHES.stream().anyMatch(each -> each.refersTo(null))) {
                nanosLeft = acted.awaitNanos(nanosLeft);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(Watch<?> watch) {
        WATCHES.add(watch);
        if (!running) {
            try {
                start();
            } catch (Throwable noThread) {
                WATCHES.remove(watch);
                throw noThread;
            }
        }
    }

    private void start() {
        lock.lock();
        try {
            if (!running) {
                Daemons.unstarted("sluice-reaper", this::work).start();
                running = true;
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        do {
            for (Reference<?> next = next(IDLE_MILLIS); next != null; next = next(0)) {
                act((Watch<?>) next);
            }
        } while (goesOn());
    }

    private static void act(Watch<?> watch) {
        try {
            watch.collected();
        } catch (Throwable thrown) {
            Daemons.report(thrown);
        } finally {
            WATCHES.remove(watch);
        }
    }

    /** Tells that all of the queue is acted on; returns whether there is more to come. */
    private boolean goesOn() {
        lock.lock();
        try {
            acted.signalAll();
            running = false;
            running = !WATCHES.isEmpty();
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next one that the collector has told of, or null if there is none within this time. */
    private static @Nullable Reference<?> next(long millis) {
        try {
            return millis == 0 ? QUEUE.poll() : QUEUE.remove(millis);
        } catch (InterruptedException _) {
            return null; // no code has a reason to interrupt this thread
        }
    }
}
