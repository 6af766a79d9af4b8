package dev.sluice.sync;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.function.CheckedFunction;
import dev.sluice.inspect.PolicyState;
import dev.sluice.internal.OwnChannels;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The goroutine of a {@link WorkerPool} that gives jobs to workers, and what the pool consists of.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of what comes of them
 */
final class Foreman<J, R extends @Nullable Object> {
    /*
     * A goroutine of the given scope, the foreman, opens the scope in which the jobs run. It takes a permit for a worker, then a
     * job from the queue, and starts a goroutine for it, which has the permit until it is free again. So there are no idle workers,
     * and to resize the pool is to resize the semaphore of permits. While the foreman waits for a job with a permit in hand, the
     * limit may sink; hence the second look.
     *
     * In order: each job knows the channel that is closed when the one before it has delivered, and waits for that. It gives the
     * worker's permit back before, and keeps another, for a place in the line, until after.
     *
     * A job's goroutine may be cancelled while it delivers. It doesn't wait then, as its waits would be refused: what it has goes
     * to the undelivered hook. So does the result of a wait that is refused all the same, by the channel or by awaitTurn.
     */

    /** A job in the queue, and a context with the submitter's values, but without its cancellation. */
    record Queued<J>(J job, Context context) {
        static <J> Queued<J> here(J job) {
            return new Queued<>(
                    Objects.requireNonNull(job, "job"), Context.current().detached());
        }
    }

    /** A job that was given to a goroutine. */
    private final class Assignment {
        final J job;
        final Context context;
        final Semaphore.Permit worker;
        final Semaphore.@Nullable Permit place;
        final @Nullable ReceiveChannel<Void> before;
        final @Nullable Channel<Void> delivered;
        volatile boolean isBegun;

        Assignment(
                Queued<J> queued,
                Semaphore.Permit worker,
                Semaphore.@Nullable Permit place,
                @Nullable ReceiveChannel<Void> before) {
            this.job = queued.job();
            this.context = queued.context();
            this.worker = worker;
            this.place = place;
            this.before = before;
            this.delivered = options.isInOrder()
                    ? OwnChannels.unlisted(Channel.named(options.name() + " turn"))
                            .unbuffered()
                    : null;
        }
    }

    private final WorkerPool.Options options;
    private final CheckedFunction<? super J, ? extends R, ?> work;
    private final Consumer<? super WorkerPool.Result<J, R>> undelivered;
    private final Channel<Queued<J>> jobs;
    private final Channel<WorkerPool.Result<J, R>> results;
    private final Semaphore workers;
    private final Semaphore places;
    private final AtomicInteger running = new AtomicInteger();

    /** Where the jobs run. Set before the first job is taken, so a call that cancels the queue and then finds none needs none. */
    private volatile @Nullable Scope crew;

    Foreman(
            WorkerPool.Options options,
            CheckedFunction<? super J, ? extends R, ?> work,
            Consumer<? super WorkerPool.Result<J, R>> undelivered) {
        this.options = options;
        this.work = work;
        this.undelivered = undelivered;
        this.jobs = OwnChannels.listedUntilOver(Channel.named(options.name() + " jobs"))
                .<Queued<J>>onUndelivered(queued -> drop(queued.job()))
                .buffered(options.queue());
        this.results = OwnChannels.listedUntilOver(Channel.named(options.name() + " results"))
                .<WorkerPool.Result<J, R>>onUndelivered(undelivered)
                .unbuffered();
        this.workers = new Semaphore(options.workers(), options.name() + " workers", false);
        this.places = new Semaphore(places(options.workers()), options.name() + " places in line", false);
    }

    String name() {
        return options.name();
    }

    Channel<Queued<J>> jobs() {
        return jobs;
    }

    Channel<WorkerPool.Result<J, R>> results() {
        return results;
    }

    /** How many jobs may run at a time. */
    int workers() {
        return workers.limit();
    }

    /** How many jobs run. */
    int running() {
        return running.get();
    }

    void resize(int workers) {
        this.workers.resize(workers);
        this.places.resize(places(workers));
    }

    private int places(int workers) {
        return (int) Math.min(Integer.MAX_VALUE, (long) workers + options.queue());
    }

    /** Cancels the running jobs and drops those that wait; returns whether this call ended the pool. */
    boolean cancel() {
        boolean first = fail(new CancelledException(options.name() + " was cancelled", null));
        Scope at = crew;
        if (at != null) {
            at.cancel();
        }
        return first;
    }

    private boolean fail(CancelledException why) {
        boolean first = results.closeWithError(why);
        jobs.cancel();
        return first;
    }

    /** What its goroutine runs, until the last job has ended. */
    void run() throws InterruptedException {
        ContextCancelledException told = null;
        try (var scope = Scope.open().named("workers").collectAll()) {
            crew = scope;
            try {
                assignAll(scope);
                scope.join();
                results.close();
            } catch (ContextCancelledException e) {
                told = e; // by cancel, which is no failure of the scope around this one; or by that
            } finally {
                fail(new CancelledException("the scope of " + options.name() + " was cancelled", null));
            }
        }
        if (told == null) {
            Context.checkpoint();
        } else if (Context.current().isCancelled()) {
            throw told;
        }
    }

    private void assignAll(Scope scope) throws InterruptedException {
        ReceiveChannel<Void> before = null;
        while (true) {
            Semaphore.Permit place = options.isInOrder() ? places.acquire() : null;
            Semaphore.Permit worker = workers.acquire();
            Queued<J> queued = jobs.receive();
            if (queued == null) {
                return;
            }
            boolean assigned = false;
            try {
                if (workers.available() < 0) { // resized since the permit was taken
                    worker.close();
                    worker = workers.acquire();
                }
                var assignment = new Assignment(queued, worker, place, before);
                before = assignment.delivered;
                Task<?> task = scope.go("job", () -> perform(assignment));
                assigned = assignment.isBegun || task.state() != Task.State.CANCELLED;
            } finally {
                if (!assigned) { // cancelled: then nothing else gives the permits back
                    release(worker, place);
                    drop(queued.job());
                }
            }
        }
    }

    private static void release(Semaphore.Permit worker, Semaphore.@Nullable Permit place) {
        worker.close();
        if (place != null) {
            place.close();
        }
    }

    private void perform(Assignment assignment) throws InterruptedException {
        assignment.isBegun = true;
        running.incrementAndGet();
        try {
            WorkerPool.Result<J, R> result = resultOf(assignment);
            if (options.isInOrder()) {
                running.decrementAndGet();
                assignment.worker.close();
            }
            awaitTurn(assignment, result);
            deliver(result);
        } finally {
            if (!options.isInOrder()) {
                running.decrementAndGet();
            }
            if (assignment.delivered != null) {
                assignment.delivered.close();
            }
            release(assignment.worker, assignment.place);
        }
    }

    private WorkerPool.Result<J, R> resultOf(Assignment assignment) {
        J job = assignment.job;
        try {
            var context = Context.merge(assignment.context, Context.current());
            return new WorkerPool.Success<>(job, context.call(() -> work.apply(job)));
        } catch (Throwable e) { // Errors too: a caller may wait for this job
            return new WorkerPool.Failure<>(job, e);
        } finally {
            Thread.interrupted(); // it was for the work, and must not keep the result from being delivered
        }
    }

    private void awaitTurn(Assignment assignment, WorkerPool.Result<J, R> result) throws InterruptedException {
        if (assignment.before == null || Context.current().isCancelled()) {
            return;
        }
        boolean hasCome = false;
        try {
            assignment.before.receive();
            hasCome = true;
        } finally {
            if (!hasCome) {
                undelivered.accept(result);
            }
        }
    }

    private void deliver(WorkerPool.Result<J, R> result) throws InterruptedException {
        if (Context.current().isCancelled()) {
            undelivered.accept(result);
        } else if (!results.sendIfOpen(result)) {
            undelivered.accept(result);
            cancel(); // the reader has left
        }
    }

    /** Returns what can be seen of the pool, which has this id; null if all of its results have come, or never will. */
    @Nullable
    PolicyState look(String id) {
        return results.isClosed()
                ? null
                : new PolicyState.Pool(
                        options.name(),
                        id,
                        workers(),
                        running(),
                        jobs.length(),
                        jobs.capacity(),
                        Objects.toIdentityString(jobs),
                        Objects.toIdentityString(results));
    }

    /** Hands a job that was never begun to the undelivered hook. */
    void drop(J job) {
        undelivered.accept(new WorkerPool.Failure<>(job, new CancelledException("the job was dropped", null)));
    }
}
