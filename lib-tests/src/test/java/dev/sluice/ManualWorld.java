package dev.sluice;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.Timer;
import dev.sluice.runtime.TimerQueue;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import dev.sluice.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A world whose clock moves only when a test moves it. Threads, chance and helpers are those of the world before, which closing
 * this one puts back.
 */
public final class ManualWorld extends ForwardingWorld implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final long startNanos;
    private final Map<Thread, Long> sleepers = new ConcurrentHashMap<>();
    private final ManualTimers timers;
    private final @Nullable Random random;
    private volatile long nanoTime; // written by the test's thread only

    private ManualWorld(long startNanos, @Nullable Random random) {
        super(World.current());
        this.startNanos = startNanos;
        this.random = random;
        this.nanoTime = startNanos;
        this.timers = new ManualTimers();
        World.use(this);
    }

    public static ManualWorld begin() {
        return begin(0);
    }

    /** Begins a world whose scale of moments wraps around after a few seconds. */
    public static ManualWorld beginBeforeWrap() {
        return begin(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());
    }

    /** Begins a world on a scale of moments that begins at this one. */
    public static ManualWorld begin(long startNanos) {
        return new ManualWorld(startNanos, null);
    }

    /** Begins a world whose chance has a seed. */
    public static ManualWorld seeded(long seed) {
        return new ManualWorld(0, new Random(seed));
    }

    public void advance(Duration duration) {
        move(duration.toNanos());
    }

    /** Moves the clock, also backwards, fires the timers that are due, and wakes those that have slept long enough. */
    public void move(long nanos) {
        long now = nanoTime + nanos;
        nanoTime = now; // before the look at the sleepers
        timers.fireDue();
        sleepers.forEach((thread, deadline) -> {
            if (deadline - now <= 0) {
                LockSupport.unpark(thread);
            }
        });
    }

    /** Waits until so many threads are parked with a deadline that lies this far ahead. */
    public void waitsFor(Duration ahead, int threads) throws InterruptedException {
        Eventually.becomes(
                () -> sleepers.values().stream()
                                .filter(each -> each == nanoTime + ahead.toNanos())
                                .count()
                        == threads,
                () -> threads + " threads wait for " + ahead + ", there are " + sleepers);
    }

    /** How many threads are parked with a deadline. */
    public int parked() {
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
    public int random(int bound) {
        return random == null ? real.random(bound) : random.nextInt(bound);
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
