package dev.sluice;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.Timer;
import dev.sluice.runtime.TimerQueue;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A world whose clock moves only when a test advances it. Threads, chance and helpers are those of the world before, which
 * closing this one puts back.
 */
final class ManualWorld extends ForwardingWorld implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final long startNanos;
    private final Map<Thread, Long> sleepers = new ConcurrentHashMap<>();
    private final ManualTimers timers;
    private volatile long nanoTime; // written by the test's thread only

    private ManualWorld(long startNanos) {
        super(World.current());
        this.startNanos = startNanos;
        this.nanoTime = startNanos;
        this.timers = new ManualTimers();
    }

    static ManualWorld begin() {
        return begin(0);
    }

    /** Begins a world whose scale of moments wraps around after a few seconds. */
    static ManualWorld beginBeforeWrap() {
        return begin(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());
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
        nanoTime = now; // before the look at the sleepers
        timers.fireDue();
        sleepers.forEach((thread, deadline) -> {
            if (deadline - now <= 0) {
                LockSupport.unpark(thread);
            }
        });
    }

    /** Waits until so many threads are parked with a deadline that lies this far ahead. */
    void waitsFor(Duration ahead, int threads) throws InterruptedException {
        Eventually.becomes(
                () -> sleepers.values().stream()
                                .filter(each -> each == nanoTime + ahead.toNanos())
                                .count()
                        == threads,
                () -> threads + " threads wait for " + ahead + ", there are " + sleepers);
    }

    /** How many threads are parked with a deadline. */
    int parked() {
        return sleepers.size();
    }

    @Override
    public void close() {
        World.use(real);
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
    public boolean spins() {
        return false;
    }

    @Override
    public Timers timers() {
        return timers;
    }

    private final class ManualTimers extends Timers {
        private final TimerQueue queue = new TimerQueue(startNanos);

        @Override
        public void start(Timer timer, long deadlineNanos) {
            boolean due;
            synchronized (queue) {
                queue.add(timer, deadlineNanos);
                due = deadlineNanos - nanoTime <= 0;
            }
            if (due) {
                real.helper(this::fireDue); // as in the real world, not in the thread that starts it
            }
        }

        @Override
        public boolean cancel(Timer timer) {
            synchronized (queue) {
                return queue.remove(timer);
            }
        }

        @Override
        public int pending() {
            synchronized (queue) {
                return queue.pending();
            }
        }

        void fireDue() {
            for (Timer due; (due = poll()) != null; ) {
                fire(due);
            }
        }

        private @Nullable Timer poll() {
            synchronized (queue) {
                return queue.poll(nanoTime);
            }
        }
    }
}
