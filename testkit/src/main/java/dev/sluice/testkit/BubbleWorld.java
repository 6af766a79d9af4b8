package dev.sluice.testkit;

import dev.sluice.internal.Origin;
import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The world of the threads in a bubble; those outside of it stay in the world that was there before. */
final class BubbleWorld extends ForwardingWorld {
    private final Scheduler scheduler;
    private long numbers;

    BubbleWorld(World real, Scheduler scheduler) {
        super(real);
        this.scheduler = scheduler;
    }

    /** The goroutine that the current thread is in this bubble, or null if it is outside. */
    @Nullable
    Goroutine goroutine() {
        return scheduler.current();
    }

    Scheduler scheduler() {
        return scheduler;
    }

    long seed() {
        return scheduler.seed();
    }

    @Override
    public long nanoTime() {
        return goroutine() == null ? real.nanoTime() : scheduler.time().nanoTime();
    }

    @Override
    public Instant now() {
        return goroutine() == null ? real.now() : scheduler.time().now();
    }

    /** The scheduler knows at once. */
    @Override
    public Search deadlocks() {
        return Search.BY_WORLD;
    }

    /** What waits for ever is found at the end, whatever may reach it. */
    @Override
    public Search leaks() {
        return Search.BY_WORLD;
    }

    @Override
    public void park(Object blocker) {
        Goroutine current = goroutine();
        if (current == null) {
            real.park(blocker);
        } else {
            scheduler.park(current, blocker);
        }
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        Goroutine current = goroutine();
        if (current == null) {
            real.parkUntil(blocker, deadlineNanos);
        } else {
            scheduler.parkUntil(current, blocker, deadlineNanos);
        }
    }

    @Override
    public void unpark(Thread thread) {
        Goroutine target = scheduler.find(thread);
        if (target == null) {
            real.unpark(thread);
        } else {
            mustBeInside(target);
            scheduler.unpark(target);
        }
    }

    @Override
    public Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body) {
        if (goroutine() == null) {
            return real.unstarted(name, handler, body);
        }
        StackTraceElement startedAt = handler instanceof Origin origin ? origin.startedAt() : null;
        Goroutine made = scheduler.goroutine(name, startedAt, body);
        made.thread().setUncaughtExceptionHandler(handler);
        return made.thread();
    }

    @Override
    public void start(Thread thread) {
        Goroutine target = scheduler.find(thread);
        if (target == null) {
            real.start(thread);
        } else {
            mustBeInside(target);
            scheduler.start(target);
        }
    }

    @Override
    public void startUnheld(Thread thread) {
        if (scheduler.find(thread) == null) {
            real.startUnheld(thread);
        } else {
            start(thread); // the scheduler holds it
        }
    }

    @Override
    public void interrupt(Thread thread) {
        Goroutine target = scheduler.find(thread);
        if (target == null || target == goroutine()) {
            real.interrupt(thread);
        } else {
            mustBeInside(target);
            scheduler.interrupt(target);
        }
    }

    @Override
    public int random(int bound) {
        return goroutine() == null ? real.random(bound) : scheduler.random(bound);
    }

    /** No other goroutine runs meanwhile. For threads outside of the bubble spinning would only save a little time. */
    @Override
    public boolean spins() {
        return false;
    }

    @Override
    public long number() {
        return goroutine() == null ? real.number() : ++numbers;
    }

    @Override
    public Timers timers() {
        return goroutine() == null ? real.timers() : scheduler.time();
    }

    @Override
    public void helper(Runnable job) {
        if (goroutine() == null) {
            real.helper(job);
        } else {
            scheduler.start(scheduler.goroutine("helper", null, job));
        }
    }

    @Override
    protected boolean steps() {
        return true;
    }

    @Override
    protected void stepped(String what, Object site) {
        Goroutine current = goroutine();
        if (current != null) {
            scheduler.step(current, what, site);
        }
    }

    private void mustBeInside(Goroutine target) {
        if (goroutine() == null && !scheduler.isAborted()) {
            throw new IllegalStateException("thread " + Thread.currentThread()
                    + ", which is outside of the bubble, has to do with goroutine " + target.name()
                    + " inside of it; what goroutines share with such a thread can't be replayed, so make that thread a"
                    + " goroutine of the bubble");
        }
    }
}
