package dev.sluice;

import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import java.time.Instant;

/** The real world, short of threads when it is told to be. */
final class FailingWorld extends World implements AutoCloseable {
    private enum Failing {
        NOTHING,
        MAKING,
        STARTING,
        HELPING
    }

    private final World real;
    private volatile Failing failing = Failing.NOTHING;

    private FailingWorld(World real) {
        this.real = real;
    }

    static FailingWorld use() {
        var world = new FailingWorld(World.current());
        World.use(world);
        return world;
    }

    @Override
    public void close() {
        World.use(real);
    }

    /** Lets goroutines fail when their thread is started, or when it is made. */
    void failsToStart(boolean made) {
        failing = made ? Failing.STARTING : Failing.MAKING;
    }

    void failsToHelp() {
        failing = Failing.HELPING;
    }

    void works() {
        failing = Failing.NOTHING;
    }

    @Override
    public Thread unstarted(String name, Thread.UncaughtExceptionHandler handler, Runnable body) {
        if (failing == Failing.MAKING) {
            throw new OutOfMemoryError("no memory for a thread");
        }
        Thread thread = real.unstarted(name, handler, body);
        if (failing == Failing.STARTING) {
            return Thread.ofVirtual().start(() -> {}); // which can't be started again
        }
        return thread;
    }

    @Override
    public void helper(Runnable job) {
        if (failing == Failing.HELPING) {
            throw new OutOfMemoryError("no thread left");
        }
        real.helper(job);
    }

    @Override
    public long nanoTime() {
        return real.nanoTime();
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public void park(Object blocker) {
        real.park(blocker);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        real.parkUntil(blocker, deadlineNanos);
    }

    @Override
    public void unpark(Thread thread) {
        real.unpark(thread);
    }

    @Override
    public int random(int bound) {
        return real.random(bound);
    }

    @Override
    public boolean spins() {
        return real.spins();
    }

    @Override
    public Timers timers() {
        return real.timers();
    }
}
