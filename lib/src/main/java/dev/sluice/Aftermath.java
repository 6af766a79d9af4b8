package dev.sluice;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

// Floor: scopes
/**
 * What a cancellation leaves to be done: interrupts, and then actions of the user's, in this order.
 *
 * <p>Each of them may hang: interrupting a thread that reads a named pipe does, until there is something to read, and only
 * an action further behind may be able to end that. So when a helper makes no progress, another takes up the next job.
 */
final class Aftermath extends Timer {
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final World world = World.current();
    private final List<Runnable> jobs;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();

    /** How many jobs had been begun when the timer last looked. */
    private int begunBefore;

    Aftermath(List<Runnable> jobs) {
        this.jobs = jobs;
    }

    static Aftermath of(Runnable job) {
        return new Aftermath(List.of(job));
    }

    void start() {
        if (jobs.size() > 1) {
            watch();
        }
        help();
    }

    /** Has a helper work. If the system has no thread left for it, the timer tries again. */
    private void help() {
        try {
            world.helper(this::work);
        } catch (Throwable _) {
            watch();
        }
    }

    private void work() {
        for (int i; (i = next.getAndIncrement()) < jobs.size(); ) {
            try {
                jobs.get(i).run();
            } catch (Throwable thrown) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
            } finally {
                if (finished.incrementAndGet() == jobs.size()) {
                    world.timers().cancel(this);
                }
            }
        }
    }

    private synchronized void watch() {
        begunBefore = next.get();
        world.timers().cancel(this);
        world.timers().start(this, Wait.deadline(world, PATIENCE));
        if (finished.get() == jobs.size()) {
            world.timers().cancel(this); // the thread that finished the last one may have come too early for that
        }
    }

    @Override
    protected void fire() {
        int begun = next.get();
        if (begun >= jobs.size()) {
            return;
        }
        boolean stuck = begun == begunBefore;
        watch();
        if (stuck) {
            help();
        }
    }
}
