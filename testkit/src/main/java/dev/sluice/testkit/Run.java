package dev.sluice.testkit;

import dev.sluice.function.CheckedRunnable;
import dev.sluice.internal.Origin;
import dev.sluice.runtime.World;
import dev.sluice.testkit.inside.Inside;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of a body in a bubble: opens it, watches over it, says what was wrong, and leaves nothing behind. */
final class Run {
    /** In how many parts the patience is counted, so that a machine that was asleep for a while has lost one of them. */
    private static final int TICKS = 30;

    private static final Duration LAST_GRACE = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final Limits limits;
    private final List<String> inside;
    private volatile @Nullable Throwable thrown;
    private List<String> openScopes = List.of();

    private Run(long seed, Strategy strategy, Explorer settings) {
        this.scheduler = new Scheduler(seed, strategy, settings.limits());
        this.limits = settings.limits();
        this.inside = settings.inside();
    }

    /**
     * What has come of a run.
     *
     * @param failure what was wrong, or null
     */
    record Outcome(Schedule schedule, @Nullable Throwable failure) {}

    /** Runs a body; the caller sees to it that there is no other bubble. */
    static Outcome of(long seed, Strategy strategy, Explorer settings, CheckedRunnable<?> body)
            throws InterruptedException {
        return new Run(seed, strategy, settings).run(body);
    }

    private Outcome run(CheckedRunnable<?> body) throws InterruptedException {
        Goroutine root = scheduler.goroutine("body", null, () -> run(body, Thread.currentThread()));
        World before = World.current();
        World.use(new BubbleWorld(before, scheduler));
        Throwable failure;
        Schedule schedule;
        try {
            if (!inside.isEmpty()) {
                Inside.open(new BubbleSteps(scheduler), inside);
            }
            scheduler.begin(root);
            Throwable stall = watch();
            schedule = scheduler.schedule();
            failure = stall != null ? stall : verdict();
        } finally {
            cleanUp();
            World.use(before);
            if (!inside.isEmpty()) {
                Inside.close();
            }
        }
        return new Outcome(schedule, failure);
    }

    private void run(CheckedRunnable<?> body, Thread thread) {
        try {
            body.run();
        } catch (Goroutine.Aborted aborted) {
            throw aborted;
        } catch (Throwable t) {
            thrown = t;
        }
        if (thread.getUncaughtExceptionHandler() instanceof Origin origin) {
            openScopes = origin.openScopes();
        }
    }

    /** Waits for the end; returns what to say where one goroutine doesn't give the baton back, or null. */
    private @Nullable Throwable watch() throws InterruptedException {
        long tickNanos = Math.max(1, limits.patience().toNanos() / TICKS);
        int ticks = 0;
        long seen = scheduler.progress();
        while (!scheduler.ended().await(tickNanos, TimeUnit.NANOSECONDS)) {
            long now = scheduler.progress();
            ticks = now == seen ? ticks + 1 : 0;
            seen = now;
            Goroutine stuck = scheduler.running();
            if (ticks >= TICKS && stuck != null) {
                return new StallError(Findings.stalled(stuck, limits));
            }
        }
        return null;
    }

    /** What was wrong at the end, or null. */
    private @Nullable Throwable verdict() {
        if (thrown != null) {
            return thrown;
        }
        if (scheduler.isOverStepped()) {
            return new StallError(Findings.endless(scheduler, limits));
        }
        if (!scheduler.hasBodyEnded()) {
            return new DeadlockError(Findings.deadlock(scheduler));
        }
        String left = Findings.left(scheduler, openScopes);
        return left == null ? null : new LeakError(left);
    }

    /**
     * Ends what is left, and waits for its threads. They end one after the other, unless the bubble looks inside: then one may hold a lock that
     * another one needs to end.
     */
    private void cleanUp() {
        scheduler.abort();
        var threads = new ArrayList<>(scheduler.ending());
        Goroutine running = scheduler.running();
        for (Goroutine each : scheduler.live()) {
            if (each.begun) {
                threads.add(each.thread());
                each.giveBaton();
                if (each == running) {
                    each.thread().interrupt(); // it may be blocked elsewhere
                }
                if (inside.isEmpty()) {
                    join(each.thread());
                }
            }
        }
        threads.forEach(Run::join);
    }

    private static void join(Thread thread) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(LAST_GRACE);
        } catch (InterruptedException _) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
