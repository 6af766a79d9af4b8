package dev.sluice.examples;

import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Tasks;
import dev.sluice.Ticker;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.sync.Semaphore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Runs jobs at intervals. A job has a goroutine of its own, so it never overlaps with itself; a semaphore limits how many jobs run at
 * once; a run that takes too long is cancelled; one that fails is told, and the next one comes all the same. When it is stopped,
 * runs that have begun are finished.
 */
final class JobScheduler {
    /** What to run, how often, and for how long at most. */
    record Job(String name, Duration interval, Duration limit, CheckedRunnable<Exception> body) {}

    private final Semaphore running;
    private final BiConsumer<Job, Exception> onFailure;

    JobScheduler(int mostAtOnce, BiConsumer<Job, Exception> onFailure) {
        this.running = new Semaphore(mostAtOnce, "running jobs");
        this.onFailure = onFailure;
    }

    public static void main(String... args) throws InterruptedException {
        var beats = new AtomicInteger();
        var failures = new AtomicInteger();
        try (var stop = Context.onStop(Duration.ofSeconds(5), () -> IO.println("a job goes on for too long"))) {
            var scheduler = new JobScheduler(2, (job, _) -> failures.incrementAndGet());
            try (var scope = Scope.open().named("jobs")) {
                scheduler.start(scope, stop, new Job("beat", Duration.ofMillis(10), Duration.ofSeconds(1), () -> {
                    if (beats.incrementAndGet() == 5) {
                        stop.cancel();
                    }
                }));
                scheduler.start(scope, stop, new Job("broken", Duration.ofMillis(5), Duration.ofSeconds(1), () -> {
                    throw new IllegalStateException("out of order");
                }));
                scope.join();
            }
        }
        IO.println("beats: " + beats);
        IO.println("a job that fails is run again: " + (failures.get() > 1));
    }

    /** Begins to run a job, until it is told to stop. */
    void start(Scope scope, Context stop, Job job) throws InterruptedException {
        scope.go(job.name(), () -> {
            try (var ticks = Ticker.every(job.interval());
                    var select = Select.open().ordered()) {
                select.done(stop); // looked at first
                var tick = select.receive(ticks);
                while (select.await() == tick) {
                    run(job);
                }
            }
        });
    }

    private void run(Job job) throws InterruptedException {
        try (var _ = running.acquire()) {
            Tasks.timeout(job.limit(), () -> {
                job.body().run();
                return job;
            });
        } catch (InterruptedException e) {
            throw e; // the scheduler itself is cancelled
        } catch (Exception e) {
            onFailure.accept(job, e);
        }
    }
}
