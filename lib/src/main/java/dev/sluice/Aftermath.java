package dev.sluice;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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
        watch();
        world.helper(this::work);
    }

    private void work() {
        for (int i; (i = next.getAndIncrement()) < jobs.size(); ) {
            try {
                jobs.get(i).run();
            } catch (Throwable thrown) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
            }
            if (finished.incrementAndGet() == jobs.size()) {
                world.timers().cancel(this);
            }
        }
    }

    private void watch() {
        begunBefore = next.get();
        if (jobs.size() > 1) {
            world.timers().start(this, Wait.deadline(world, PATIENCE));
        }
    }

    @Override
    protected void fire() {
        int begun = next.get();
        if (begun >= jobs.size()) {
            return;
        }
        if (begun == begunBefore) {
            world.helper(this::work);
        }
        watch();
    }
}
