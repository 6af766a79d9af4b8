package dev.sluice.flow;

import dev.sluice.CancelledException;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.internal.Runs;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of a pipeline: its goroutines, in a scope of their own, and what they have done so far.
 *
 * {@snippet :
 * try (var run = pipeline.start()) {
 *     scope.go(() -> show(run::progress));
 *     shutdown.onSignal(() -> run.drain()); // no more items; those under way are finished
 *     run.join();
 * }
 * }
 *
 * <p>A run ends when its source has, and all items have come to the end of the pipeline; or when it fails; or when nobody wants
 * more items. The first failure of a stage that nobody handles cancels all other stages, and {@link #join} throws it as itself,
 * with the stage and the item named in a suppressed exception.
 *
 * <p>A run is a scope: the thread that has started it owns it, and alone may join and close it; runs and scopes that the thread
 * opens before it closes this one are inside of it. All else may be called by any thread. Memory consistency: what the stages
 * have done <i>happens-before</i> the return of {@code join} and {@code close}.
 *
 * @param <R> what comes of it
 */
public final class Run<R extends @Nullable Object> implements AutoCloseable {
    /*
     * The owner's scope has one goroutine, the supervisor, and that has a scope of its own with all the others. So a failure
     * cancels the stages at once, and is kept until somebody asks; the waits of the owner, who may be doing something else, don't
     * end because of it.
     */
    private final Scope scope;
    private final Launch launch;
    private final Supplier<? extends R> result;
    private Task<?> supervisor;

    // Written before the supervisor ends.
    private volatile @Nullable Throwable failure;
    private volatile boolean complete;

    private volatile boolean told;

    @SuppressWarnings("NullAway") // the supervisor is there before anybody else sees the run
    private Run(Scope scope, Launch launch, Supplier<? extends R> result) {
        this.scope = scope;
        this.launch = launch;
        this.result = result;
    }

    static <R extends @Nullable Object> Run<R> start(RunnablePipeline<R> pipeline) {
        Launch launch = new Launch();
        Supplier<? extends R> result = pipeline.wire(launch);
        Scope scope = Scope.open().named(pipeline.name());
        Run<R> run = new Run<>(scope, launch, result);
        boolean started = false;
        try {
            run.supervisor = scope.go("run", run::supervise);
            started = true;
            if (run.supervisor.state() == Task.State.CANCELLED) { // the context was, so nothing will run
                run.failure = run.cancelled(null);
                launch.end(run.failure);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        } finally {
            if (!started) {
                scope.close();
            }
        }
        return run;
    }

    private void supervise() {
        Throwable thrown = null;
        long number = Runs.begin(scope.name(), launch);
        try (var stages = Scope.open().named("stages")) {
            launch.start(stages);
            stages.join(Exception.class);
            complete = true;
        } catch (Throwable e) {
            thrown = isCancellation(e) ? cancelled(e) : e;
        } finally {
            Runs.end(number);
        }
        failure = thrown;
        try {
            launch.end(thrown);
        } catch (Throwable e) {
            complete = false;
            failure = thrown == null ? e : thrown;
        }
    }

    /** Whether the stages have ended with this because the run was cancelled. */
    private boolean isCancellation(Throwable thrown) {
        return scope.context().isCancelled()
                && (thrown instanceof InterruptedException || thrown instanceof CancelledException);
    }

    private Cancelled cancelled(@Nullable Throwable why) {
        return new Cancelled("the run of " + scope.name() + " was cancelled", why);
    }

    /** Says that the run, and not something in it, was cancelled. */
    private static final class Cancelled extends CancelledException {
        @Serial
        private static final long serialVersionUID = 1L;

        Cancelled(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Waits until the run has ended, and answers what has come of it.
     *
     * @return the result
     * @throws CancelledException if the run was cancelled; a {@link dev.sluice.DeadlineExceededException} if by a deadline
     * @throws CompletionException if it has failed with a checked exception; unchecked ones are thrown as themselves
     * @throws IllegalStateException if the caller isn't the owner, or has closed it
     * @throws InterruptedException if the owner is interrupted, or its goroutine cancelled: then the run was cancelled, and has
     *     ended
     */
    public R join() throws InterruptedException {
        return join(RuntimeException.class);
    }

    /**
     * Waits until the run has ended, and answers what has come of it; a failure of this type is thrown as itself.
     *
     * @param type the type of a checked exception that the run may fail with
     * @param <X> that type
     * @return the result
     * @throws X if that is the failure
     * @throws CancelledException if the run was cancelled; a {@link dev.sluice.DeadlineExceededException} if by a deadline
     * @throws CompletionException if it has failed with a checked exception of another type
     * @throws IllegalStateException if the caller isn't the owner, or has closed it
     * @throws InterruptedException if the owner is interrupted, or its goroutine cancelled: then the run was cancelled, and has
     *     ended
     */
    public <X extends Exception> R join(Class<X> type) throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        scope.join(type);
        Throwable thrown = failure;
        if (thrown != null) {
            told = true;
            throw Thrown.as(thrown, type);
        }
        return result.get();
    }

    /** Answers how to throw, to somebody who isn't the owner maybe, the failure that the output was closed with. */
    RuntimeException tell(ChannelFailedException end) {
        told = true;
        Throwable cause = end.getCause();
        return cause == null ? end : Thrown.as(cause, RuntimeException.class);
    }

    // By any thread

    /**
     * Answers how far each stage has come, in the order in which they stand in the pipeline.
     *
     * @return the stages, from the source to the end
     */
    public List<StageProgress> progress() {
        World.step("progress", this);
        return launch.progress();
    }

    /**
     * Answers the stage that holds the others up, as far as the time since the start tells.
     *
     * @return the stage, or nothing before any was busy
     * @see StageProgress#bottleneck
     */
    public Optional<StageProgress> bottleneck() {
        return StageProgress.bottleneck(progress());
    }

    /**
     * Ends the sources, and lets what they have given finish its way; {@link #join} then answers as if there had been no more.
     * This doesn't wait. Draining a run again, or one that has ended, does nothing.
     *
     * <p>A source that waits for a channel, a publisher or the time ends at once; one that waits for something else is
     * interrupted, and what it throws then is no failure. What it hasn't given by then isn't taken from it.
     */
    public void drain() {
        World.step("drain", this);
        launch.drain();
    }

    /**
     * Ends the sources like {@link #drain()}, waits until what they have given has finished its way, and cancels the run if it
     * hasn't within this time.
     *
     * @param atMost how long to wait
     * @return whether everything has finished
     * @throws InterruptedException if interrupted, or cancelled, while waiting; the run goes on draining
     */
    public boolean drain(Duration atMost) throws InterruptedException {
        drain();
        if (ended().receive(atMost) instanceof Received.Empty) {
            cancel();
            return false;
        }
        return complete;
    }

    /**
     * Cancels the run: all of its goroutines are interrupted, and what is under way is dropped. This doesn't wait. It is no
     * failure, but {@link #join} throws a {@link CancelledException}, since there is no result.
     *
     * @return whether this call was the one that cancelled it; false if it has ended
     */
    public boolean cancel() {
        return supervisor.state() == Task.State.RUNNING && scope.cancel();
    }

    /**
     * Answers a channel that never has a value, and is closed when the run has ended: for a select.
     *
     * @return the channel
     */
    public ReceiveChannel<Void> ended() {
        return supervisor.done();
    }

    Scope scope() {
        return scope;
    }

    /**
     * Cancels the run if it goes on, waits for its end, and closes its scope. Closing it again does nothing.
     *
     * <p>The wait isn't ended by an interrupt, which stays set. A failure that {@link #join} hasn't thrown is thrown here, a
     * checked one as the cause of a {@link CompletionException}.
     *
     * @throws IllegalStateException if the caller isn't the owner
     */
    @Override
    public void close() {
        scope.close();
        Throwable thrown = failure;
        if (!told && thrown != null && !(thrown instanceof Cancelled)) {
            told = true;
            throw Thrown.as(thrown, RuntimeException.class);
        }
    }

    /** Answers what is known of it, for people to read. */
    @Override
    public String toString() {
        return "run " + scope.name() + " (" + supervisor.state().name().toLowerCase(java.util.Locale.ROOT) + ")";
    }
}
