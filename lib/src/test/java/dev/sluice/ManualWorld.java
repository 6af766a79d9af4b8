package dev.sluice;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.TimerQueue;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A world in which time moves only when it is told to; its threads are real. What is due fires in the thread that moves
 * the time. The scale of moments wraps around a few seconds after the beginning.
 */
final class ManualWorld extends World implements AutoCloseable {
    private static final long BEGINNING = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    private static final Instant EPOCH = Instant.parse("2030-01-01T00:00:00Z");

    private final World real;
    private final DrivenTimers timers = new DrivenTimers();
    private final AtomicLong now = new AtomicLong(BEGINNING);

    private ManualWorld(World real) {
        this.real = real;
    }

    /** Puts a new one in the place of the current world, until it is closed. */
    static ManualWorld use() {
        var world = new ManualWorld(World.current());
        World.use(world);
        return world;
    }

    @Override
    public void close() {
        World.use(real);
    }

    /** Moves the time on, and fires what is due then. */
    void advance(Duration step) {
        now.addAndGet(step.toNanos());
        timers.fireDue();
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public Instant now() {
        return EPOCH.plusNanos(now.get() - BEGINNING);
    }

    @Override
    public void park(Object blocker) {
        real.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        Thread parked = Thread.currentThread();
        var alarm = new Timer() {
            @Override
            protected void fire() {
                real.unpark(parked);
            }
        };
        timers.start(alarm, deadlineNanos);
        try {
            real.park(blocker);
        } finally {
            timers.cancel(alarm);
        }
    }

    @Override
    public void unpark(Thread thread) {
        real.unpark(thread);
    }

    @Override
    public Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body) {
        return real.unstarted(name, handler, body);
    }

    @Override
    public int random(int bound) {
        return real.random(bound);
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
        real.helper(job);
    }

    private final class DrivenTimers extends Timers {
        private final TimerQueue queue = new TimerQueue(BEGINNING);

        @Override
        public void start(Timer timer, long deadlineNanos) {
            boolean due;
            synchronized (queue) {
                queue.add(timer, deadlineNanos);
                due = deadlineNanos - now.get() <= 0;
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
                return queue.poll(now.get());
            }
        }
    }
}
