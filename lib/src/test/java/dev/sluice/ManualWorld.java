package dev.sluice;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.TimerQueue;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A world whose clock moves only when a test advances it. Threads, chance and helpers are those of the world before, which
 * closing this one puts back.
 */
final class ManualWorld extends World implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final World before = World.current();
    private final long startNanos;
    private final Map<Thread, Long> sleepers = new ConcurrentHashMap<>();
    private final ManualTimers timers;
    private volatile long nanoTime;

    private ManualWorld(long startNanos) {
        this.startNanos = startNanos;
        this.nanoTime = startNanos;
        this.timers = new ManualTimers(startNanos);
    }

    static ManualWorld begin() {
        return begin(0);
    }

    /** Begins a world on a scale of moments that begins at this one. */
    static ManualWorld begin(long startNanos) {
        var world = new ManualWorld(startNanos);
        World.use(world);
        return world;
    }

    /** Moves the clock, fires the timers that are due, and wakes whoever has slept long enough. */
    void advance(Duration duration) {
        long now = nanoTime + duration.toNanos();
        nanoTime = now;
        timers.fireUntil(now);
        sleepers.forEach((thread, deadline) -> {
            if (deadline - now <= 0) {
                LockSupport.unpark(thread);
            }
        });
    }

    @Override
    public void close() {
        World.use(before);
    }

    @Override
    public long nanoTime() {
        return nanoTime;
    }

    @Override
    public Instant now() {
        return START.plusNanos(nanoTime - startNanos);
    }

    @Override
    public void park(Object blocker) {
        before.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        Thread thread = Thread.currentThread();
        sleepers.put(thread, deadlineNanos); // before the look at the clock: then an advance either is seen or sees it
        try {
            if (deadlineNanos - nanoTime > 0) {
                LockSupport.park(blocker);
            }
        } finally {
            sleepers.remove(thread);
        }
    }

    @Override
    public void unpark(Thread thread) {
        before.unpark(thread);
    }

    @Override
    public Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body) {
        return before.unstarted(name, handler, body);
    }

    @Override
    public int random(int bound) {
        return before.random(bound);
    }

    @Override
    public boolean spins() {
        return false;
    }

    @Override
    public Timers timers() {
        return timers;
    }

    @Override
    public void helper(Runnable job) {
        before.helper(job);
    }

    private static final class ManualTimers extends Timers {
        private final TimerQueue queue;

        ManualTimers(long nowNanos) {
            this.queue = new TimerQueue(nowNanos);
        }

        void fireUntil(long nowNanos) {
            for (Timer due; (due = poll(nowNanos)) != null; ) {
                fire(due);
            }
        }

        private synchronized Timer poll(long nowNanos) {
            return queue.poll(nowNanos);
        }

        @Override
        public synchronized void start(Timer timer, long deadlineNanos) {
            queue.add(timer, deadlineNanos);
        }

        @Override
        public synchronized boolean cancel(Timer timer) {
            return queue.remove(timer);
        }

        @Override
        public synchronized int pending() {
            return queue.pending();
        }
    }
}
