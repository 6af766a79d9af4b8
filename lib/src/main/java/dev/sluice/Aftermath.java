package dev.sluice;

import dev.sluice.runtime.Timer;
import dev.sluice.runtime.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/**
 * What a cancellation leaves to be done: interrupts, and then actions of the user's, in this order.
 *
 * <p>Each of them may hang: interrupting a thread that reads a named pipe does, until there is something to read, and only
 * an action further behind may be able to end that. So when a helper makes no progress, another takes up the next job.
 */
final class Aftermath extends Timer {
    private static final Duration PATIENCE = Duration.ofMillis(50);

    /** What is to be done, besides interrupts. It is added once, and linked by itself. */
    abstract static class Job {
        private @Nullable Job nextJob;

        /** Does it. */
        abstract void act();
    }

    private final World world = World.current();

    // Used by the thread that cancels, until the start; guarded by the lock of this object from then on.
    private @Nullable Region firstRegion;
    private @Nullable Region lastRegion;
    private @Nullable Job firstJob;
    private @Nullable Job lastJob;
    private int jobs;
    private int begun;
    private int finished;

    /** How many jobs had been begun when the timer last looked. */
    private int begunBefore;

    static Aftermath of(Job job) {
        var aftermath = new Aftermath();
        aftermath.add(job);
        return aftermath;
    }

    /** Adds a region whose thread is to be told. A region is cancelled once, so it is added once. */
    void add(Region region) {
        if (lastRegion == null) {
            firstRegion = region;
        } else {
            lastRegion.nextTold = region;
        }
        lastRegion = region;
        jobs++;
    }

    void add(Job job) {
        if (lastJob == null) {
            firstJob = job;
        } else {
            lastJob.nextJob = job;
        }
        lastJob = job;
        jobs++;
    }

    /** Wakes the threads of the regions, so that waits of the library end at once, and has helpers do the rest. */
    void start() {
        if (jobs == 0) {
            return;
        }
        wake();
        boolean goesOn = jobs > 1 && watches();
        try {
            help();
        } catch (Throwable _) { // then the timer tries again, or, where there isn't even one:
            if (!goesOn && !watches()) {
                work(); // what may hang is better than what isn't done
            }
        }
    }

    /** Does all of it in the current thread, and is empty again. */
    void doAtOnce() {
        wake();
        work();
        jobs = 0;
        begun = 0;
        finished = 0;
    }

    private void wake() {
        for (Region each = firstRegion; each != null; each = each.nextTold) {
            try {
                each.strand().wake();
            } catch (Throwable _) {
                // Its interrupt will wake it.
            }
        }
    }

    private void help() {
        world.helper(this::work);
    }

    private boolean watches() {
        try {
            watch();
            return true;
        } catch (Throwable _) {
            return false;
        }
    }

    private void work() {
        while (true) {
            Region region;
            Job job;
            synchronized (this) {
                region = pollRegion();
                job = region == null ? pollJob() : null;
                if (region == null && job == null) {
                    return;
                }
                begun++;
            }
            try {
                if (region != null) {
                    region.strand().interrupt();
                } else if (job != null) {
                    job.act();
                }
            } catch (Throwable thrown) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
            } finally {
                finish();
            }
        }
    }

    private @Nullable Region pollRegion() {
        Region region = firstRegion;
        if (region != null) {
            firstRegion = region.nextTold;
            region.nextTold = null; // one that is gone holds no other
            if (firstRegion == null) {
                lastRegion = null;
            }
        }
        return region;
    }

    private @Nullable Job pollJob() {
        Job job = firstJob;
        if (job != null) {
            firstJob = job.nextJob;
            job.nextJob = null;
            if (firstJob == null) {
                lastJob = null;
            }
        }
        return job;
    }

    private synchronized void finish() {
        finished++;
        if (finished == jobs) {
            world.timers().cancel(this);
        }
    }

    private synchronized void watch() {
        begunBefore = begun;
        if (finished < jobs) {
            world.timers().cancel(this);
            world.timers().start(this, Wait.deadline(world, PATIENCE));
        }
    }

    /** Looks after the helpers; returns whether those that there are make no progress. */
    private synchronized boolean areStuck() {
        int before = begunBefore;
        boolean hasMore = begun < jobs;
        if (hasMore) {
            watches();
        }
        return hasMore && begun == before;
    }

    @Override
    protected void fire() {
        if (areStuck()) {
            help();
        }
    }
}
