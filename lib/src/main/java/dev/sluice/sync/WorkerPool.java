package dev.sluice.sync;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ChannelClosedException;
import dev.sluice.ChannelFailedException;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.Offer;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedFunction;
import dev.sluice.internal.Policies;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker pool does the same work for many jobs, a fixed number of them at a time, with a bounded queue in front and a channel of
 * results behind.
 *
 * {@snippet :
 * try (var scope = Scope.open()) {
 *     WorkerPool<Path, Thumbnail> pool = WorkerPool.workers(8).queue(64).start(scope, this::thumbnail);
 *     scope.go(() -> {
 *         try (pool) {
 *             for (Path path : paths) {
 *                 pool.submit(path); // waits while 64 are queued
 *             }
 *         } // closes the pool: the results end after the last of these
 *     });
 *     for (var result : pool.results()) { // until all are done
 *         switch (result) {
 *             case WorkerPool.Success(var path, var thumbnail) -> store(path, thumbnail);
 *             case WorkerPool.Failure(var path, var cause) -> report(path, cause);
 *         }
 *     }
 *     scope.join();
 * }
 * }
 *
 * <p><b>Results</b> come as jobs finish, or {@linkplain Options#inOrder in the order} in which they were submitted. What a job
 * throws is its result, whatever it is: it ends neither a worker nor the pool. A worker is free for another job when its result
 * has been received; in order, already when it is done, but no more than workers and queue together are ahead of the reader.
 *
 * <p><b>Backpressure.</b> Without a receiver, the workers wait, then the queue is full, and then {@code submit} waits. So one
 * thread can't submit all jobs and then receive all results, unless they fit into queue and workers: it would wait for
 * itself. {@link #collect} does both at a time.
 *
 * <p><b>Ends.</b> {@link #close} says, on the submitters' side, that nothing more will come. What is queued is done (the pool
 * <i>drains</i>), and the results are closed after the last one. Until then the {@code join} of the scope waits: so close the pool
 * by a try block. {@link #cancel} says that no result is wanted any more: the pool
 * <i>stops</i>. Jobs that run are cancelled, queued ones dropped, and the results fail with a {@link ChannelFailedException}. The
 * same happens if the scope is cancelled, and if the reader cancels {@link #results}, at the next result.
 *
 * <p>Nothing is lost: each job that was given to {@code submit} is in exactly one result that was received; or in one that went to
 * the undelivered hook; or still with its caller, because a <em>result</em> said so.
 *
 * <p><b>Context.</b> A job's {@linkplain Context#current context} has the values of the context in which it was submitted, such as a
 * trace id, and behind them those of the pool's. It is cancelled with the pool, and neither by the cancellation nor by the deadline
 * of the submitter, which may have gone on to something else by then.
 *
 * <p><b>Cancellation.</b> A wait for the pool in a cancelled goroutine throws a {@link ContextCancelledException}, also if the pool was
 * cancelled at the same moment for the same reason.
 *
 * <p>Each job runs in a goroutine of its own, in a scope inside of the one given; so it leaves nothing behind for the next: no
 * interrupt, no context, no thread-local. Pools are safe for use by any number of threads, in the scope or not. Memory
 * consistency: actions before a {@code submit} <i>happen-before</i> the job, and these before the receive of its result.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of what comes of them
 */
public final class WorkerPool<J, R extends @Nullable Object> implements AutoCloseable {
    private static final int LONGEST_DEFAULT_QUEUE = 1024;

    /**
     * What has come of a job.
     *
     * @param <J> the type of the job
     * @param <R> the type of what comes of it
     */
    public sealed interface Result<J, R extends @Nullable Object> {
        /**
         * Returns the job.
         *
         * @return what was submitted
         */
        J job();
    }

    /**
     * A job was done.
     *
     * @param job the job
     * @param value what has come of it
     */
    public record Success<J, R extends @Nullable Object>(J job, R value) implements Result<J, R> {}

    /**
     * A job threw; or, in the undelivered hook, was dropped.
     *
     * @param job the job
     * @param cause what it threw; a {@link CancelledException} if it was dropped
     */
    public record Failure<J, R extends @Nullable Object>(J job, Throwable cause) implements Result<J, R> {}

    /**
     * The options of a pool.
     *
     * @param workers how many jobs run at a time, at least 1
     * @param queue how many jobs wait for a worker, at least 0
     * @param isInOrder whether results come in the order of the jobs
     * @param name its name in messages and thread dumps
     */
    @CheckReturnValue
    public record Options(int workers, int queue, boolean isInOrder, String name) {
        /**
         * Checks the options.
         *
         * @throws IllegalArgumentException if a number is out of range
         */
        public Options {
            Semaphore.atLeastOne("workers", workers);
            if (queue < 0 || queue > Channel.MAX_CAPACITY) {
                throw new IllegalArgumentException(
                        "queue must be from 0 to " + Channel.MAX_CAPACITY + ", was " + queue);
            }
            Objects.requireNonNull(name, "name");
        }

        /**
         * Returns the same options with another length of the queue. At first it is as long as there are workers, but at most
         * 1024.
         *
         * @param queue how many jobs wait for a worker, from 0 to {@link Channel#MAX_CAPACITY}
         * @return new options
         * @throws IllegalArgumentException if the number is out of range
         */
        public Options queue(int queue) {
            return new Options(workers, queue, isInOrder, name);
        }

        /**
         * Returns the same, with results in the order in which the jobs were submitted.
         *
         * @return new options
         */
        public Options inOrder() {
            return new Options(workers, queue, true, name);
        }

        /**
         * Returns the same with another name.
         *
         * @param name its name in messages and thread dumps
         * @return new options
         */
        public Options named(String name) {
            return new Options(workers, queue, isInOrder, name);
        }

        /**
         * Starts a pool.
         *
         * @param scope the scope it runs in; it takes up one goroutine of it until it has ended
         * @param work the work
         * @param <J> the type of the jobs
         * @param <R> the type of what comes of them
         * @return a pool that takes jobs
         * @throws InterruptedException if interrupted, or cancelled, while waiting for a slot of the scope; nothing was started
         */
        public <J, R extends @Nullable Object> WorkerPool<J, R> start(
                Scope scope, CheckedFunction<? super J, ? extends R, ?> work) throws InterruptedException {
            return start(scope, work, _ -> {});
        }

        /**
         * Starts a pool with a hook for results that will never be received, and for jobs that were never begun, so that resources
         * can be closed.
         *
         * @param scope the scope it runs in; it takes up one goroutine of it until it has ended
         * @param work the work
         * @param undelivered gets each such result once: of a job whose {@code submit} threw, that was dropped from the queue, or
         *     whose result came too late; as {@link Channel#onUndelivered} does, in the thread that gave rise to it
         * @param <J> the type of the jobs
         * @param <R> the type of what comes of them
         * @return a pool that takes jobs
         * @throws InterruptedException if interrupted, or cancelled, while waiting for a slot of the scope; nothing was started
         */
        public <J, R extends @Nullable Object> WorkerPool<J, R> start(
                Scope scope,
                CheckedFunction<? super J, ? extends R, ?> work,
                Consumer<? super Result<J, R>> undelivered)
                throws InterruptedException {
            Objects.requireNonNull(work, "work");
            var foreman = new Foreman<J, R>(this, work, Objects.requireNonNull(undelivered, "undelivered"));
            var pool = new WorkerPool<>(foreman);
            String id = Objects.toIdentityString(pool);
            Task<?> task = scope.go(name, foreman::run);
            Policies.add(foreman, each -> each.look(id));
            if (task.state() == Task.State.CANCELLED) {
                foreman.cancel(); // the scope is cancelled, and it was never started
            }
            return pool;
        }
    }

    private final Foreman<J, R> foreman;
    private final Channel<Foreman.Queued<J>> jobs;
    private final Channel<Result<J, R>> results;

    private WorkerPool(Foreman<J, R> foreman) {
        this.foreman = foreman;
        this.jobs = foreman.jobs();
        this.results = foreman.results();
    }

    /**
     * Returns the options of a pool, which are completed and then {@linkplain Options#start(Scope, CheckedFunction) started}.
     *
     * @param workers how many jobs run at a time, at least 1
     * @return options for a queue of the same length, but at most 1024, and for results as they come
     * @throws IllegalArgumentException if the number is less than 1
     */
    @CheckReturnValue
    public static Options workers(int workers) {
        return new Options(workers, Math.min(workers, LONGEST_DEFAULT_QUEUE), false, "pool");
    }

    // Submitting

    /**
     * Submits a job, waiting while the queue is full.
     *
     * @param job the job
     * @throws ChannelClosedException if the pool was closed or cancelled before it took the job
     * @throws InterruptedException if the thread is interrupted before the pool took the job, or its goroutine cancelled, which is
     *     told by a {@link ContextCancelledException}
     */
    public void submit(J job) throws InterruptedException {
        jobs.send(Foreman.Queued.here(job));
    }

    /**
     * Submits a job, waiting for at most this long while the queue is full.
     *
     * @param job the job
     * @param timeout how long to wait; not at all if it is zero or negative
     * @return {@link Offer#SENT}, {@link Offer#FULL} if the time was over first, or {@link Offer#CLOSED}; with the last two the
     *     job stays with the caller
     * @throws InterruptedException as for {@link #submit(Object)}
     */
    public Offer submit(J job, Duration timeout) throws InterruptedException {
        return jobs.send(Foreman.Queued.here(job), Objects.requireNonNull(timeout, "timeout"));
    }

    /**
     * Submits a job, waiting while the queue is full until a context is cancelled, for a caller whose own context is a different one.
     *
     * @param job the job
     * @param context a context whose cancellation ends the wait too
     * @throws CancelledException if the context was cancelled before the pool took the job
     * @throws ChannelClosedException if the pool was closed or cancelled before it took the job
     * @throws InterruptedException as for {@link #submit(Object)}
     */
    public void submit(J job, Context context) throws InterruptedException {
        Foreman.Queued<J> queued = Foreman.Queued.here(job);
        boolean taken = false;
        try (var select = Select.open().ordered()) {
            var cancelled = select.done(context);
            select.send(jobs).value(queued);
            if (select.await() == cancelled) {
                Context.checkpoint();
                context.throwIfCancelled();
            }
            taken = true;
        } finally {
            if (!taken) {
                foreman.drop(job);
            }
        }
    }

    /**
     * Submits a job if that is possible without waiting.
     *
     * @param job the job
     * @return {@link Offer#SENT}, {@link Offer#FULL} or {@link Offer#CLOSED}; with the last two the job stays with the caller
     */
    public Offer offer(J job) {
        return jobs.offer(Foreman.Queued.here(job));
    }

    /**
     * Submits these jobs and receives the results meanwhile, in one thread, then closes the pool and receives the rest.
     *
     * <p>No other thread may submit or receive: the results are those of all jobs of this pool.
     *
     * @param jobs the jobs
     * @return their results, one for each, as they came
     * @throws ChannelClosedException if the pool was closed or cancelled before all jobs were submitted
     * @throws ChannelFailedException if the pool was cancelled before all results were received
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled; the pool goes on
     */
    public List<Result<J, R>> collect(Iterable<? extends J> jobs) throws InterruptedException {
        var collected = new ArrayList<Result<J, R>>();
        Iterator<? extends J> each = jobs.iterator();
        try (var select = Select.open()) {
            var put = select.send(this.jobs);
            var got = select.receive(results);
            Select.Case ready = put;
            while (!(ready == got && got.closed())) {
                if (ready == got) {
                    collected.add(Objects.requireNonNull(got.value()));
                } else if (each.hasNext()) {
                    put.value(Foreman.Queued.here(each.next()));
                } else {
                    put.enable(false);
                    close();
                }
                ready = select.await();
            }
            if (got.cause() != null) {
                results.receive(); // throws it, unless the own cancellation comes first
            }
        }
        return collected;
    }

    /**
     * Returns the results: closed after the last one once the pool was closed, or with an error when it was cancelled. Each
     * result goes to one receiver.
     *
     * @return the channel, always the same one
     */
    public ReceiveChannel<Result<J, R>> results() {
        return results;
    }

    /**
     * Closes the pool: no more jobs are submitted. Those that were are done; then the results are closed. This doesn't wait for
     * it; the scope does. Closing again does nothing.
     */
    @Override
    public void close() {
        jobs.close();
    }

    /**
     * Cancels the running jobs and drops those that wait: no result is wanted any more. This doesn't wait for it; the
     * scope does.
     *
     * @return whether this call ended it; false if all results had been received, or it was cancelled before
     */
    public boolean cancel() {
        World.step("cancel", this);
        return foreman.cancel();
    }

    /**
     * Changes how many jobs run at a time. More begin at once; if there are to be fewer, the running ones end first.
     *
     * @param workers how many, at least 1
     * @throws IllegalArgumentException if the number is less than 1
     */
    public void resize(int workers) {
        Semaphore.atLeastOne("workers", workers);
        foreman.resize(workers);
    }

    /**
     * Returns how many jobs may run at a time.
     *
     * @return the number of workers
     */
    public int workers() {
        return foreman.workers();
    }

    /**
     * Returns how many jobs run.
     *
     * @return a number that was true at some instant during the call
     */
    public int running() {
        return foreman.running();
    }

    /**
     * Returns how many jobs wait for a worker.
     *
     * @return a number that was true at some instant during the call
     */
    public int queued() {
        return jobs.length();
    }

    /** Returns its name, and how busy it is. */
    @Override
    public String toString() {
        return foreman.name() + " (" + running() + " of " + workers() + " workers busy, " + queued() + " jobs queued)";
    }
}
