package dev.sluice;

import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A world whose clock stands still until a test moves it; all else is as in the world before. */
final class SelectClock extends World implements AutoCloseable {
    private final World before;
    private final AtomicLong nanos;
    private final Map<Thread, Long> deadlines = new ConcurrentHashMap<>();

    private SelectClock(long startNanos) {
        this.nanos = new AtomicLong(startNanos);
        this.before = World.use(this);
    }

    /** Puts a clock in the place of the real one until it is closed. */
    static SelectClock stopped() {
        return new SelectClock(0);
    }

    /** The same, with a scale that soon wraps around. */
    static SelectClock stoppedAt(long startNanos) {
        return new SelectClock(startNanos);
    }

    void advance(Duration by) {
        long now = nanos.addAndGet(by.toNanos());
        deadlines.forEach((thread, deadline) -> {
            if (deadline - now <= 0) {
                LockSupport.unpark(thread);
            }
        });
    }

    /** Waits until so many threads are parked with a deadline that lies this far ahead. */
    void waitsFor(Duration ahead, int threads) throws InterruptedException {
        Eventually.becomes(
                () -> deadlines.values().stream()
                                .filter(each -> each == nanos.get() + ahead.toNanos())
                                .count()
                        == threads,
                () -> threads + " threads wait for " + ahead + ", there are " + deadlines);
    }

    int parked() {
        return deadlines.size();
    }

    @Override
    public void close() {
        World.use(before);
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos.get());
    }

    @Override
    public void park(Object blocker) {
        before.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        deadlines.put(Thread.currentThread(), deadlineNanos);
        try {
            if (deadlineNanos - nanos.get() > 0) {
                before.park(blocker);
            }
        } finally {
            deadlines.remove(Thread.currentThread());
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

    /** With a clock that stands still a spinning waiter would never stop. */
    @Override
    public boolean spins() {
        return false;
    }

    @Override
    public Timers timers() {
        return before.timers();
    }

    @Override
    public void helper(Runnable job) {
        before.helper(job);
    }
}
