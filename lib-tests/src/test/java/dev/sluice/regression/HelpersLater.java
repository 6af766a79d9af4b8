package dev.sluice.regression;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.World;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** The real world, in which helpers do nothing until the test lets them, in its own thread; it counts the interrupts of that one. */
final class HelpersLater extends ForwardingWorld implements AutoCloseable {
    private final Thread tester = Thread.currentThread();
    private final Queue<Runnable> jobs = new ArrayDeque<>();
    private final AtomicInteger interrupts = new AtomicInteger();

    private HelpersLater(World real) {
        super(real);
    }

    static HelpersLater use() {
        var world = new HelpersLater(World.current());
        World.use(world);
        return world;
    }

    void help() {
        for (Runnable job; (job = next()) != null; ) {
            job.run();
        }
    }

    private synchronized Runnable next() {
        return jobs.poll();
    }

    int interrupts() {
        return interrupts.get();
    }

    @Override
    public synchronized void helper(Runnable job) {
        jobs.add(job);
    }

    @Override
    public void interrupt(Thread thread) {
        if (thread == tester) {
            interrupts.incrementAndGet();
        }
        real.interrupt(thread);
    }

    @Override
    public void close() {
        World.use(real);
    }
}
