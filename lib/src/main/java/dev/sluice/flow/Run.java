package dev.sluice.flow;

import dev.sluice.CancelledException;
import dev.sluice.ChannelFailedException;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.internal.Runs;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
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
 * <p>A run ends when its source has, and all items have come to the end of the pipeline; or when it fails; or when no
 * more items are wanted. The first failure of a stage that isn't handled cancels all other stages, and {@link #join} throws it as itself,
 * with the stage and the item named in a suppressed exception.
 *
 * <p>A run is a scope: the thread that has started it owns it, and alone may join and close it; runs and scopes that the thread
 * opens before it closes this one are inside of it. All else may be called by any thread. Memory consistency: what the stages
 * have done <i>happens-before</i> the return of {@code join} and {@code close}.
 *
 * @param <R> what comes of it
 */
public final class Run<R extends @Nullable Object> implements AutoCloseable, Select.Done {
    /*
     * The owner's scope has one goroutine, the supervisor, and that has a scope of its own with all the stages. So a failure
     * cancels the stages at once, and is kept until it is asked for; and a run is cancelled by cancelling the supervisor. The
     * waits of the owner, which may be doing something else, end for neither.
     *
     * A publisher of the output is a goroutine of the owner's scope too, since the owner starts it. It ends when the run has
     * ended; what it throws is kept, and cancels the run.
     */
    private final Scope scope;
    private final Launch launch;
    private final Supplier<? extends R> result;
    private final boolean detectsDeadlock;
    private Task<?> supervisor;

    // Written before the supervisor ends.
    private volatile @Nullable Duration took;
    private volatile @Nullable Throwable failure;
    private volatile boolean complete;

    /** The goroutines beside the stages; and whether they are to go on. */
    private final List<Task<?>> besideTasks = new CopyOnWriteArrayList<>();

    private volatile boolean wanted = true;

    /** What one of them has failed with. */
    private final AtomicReference<@Nullable Throwable> besides = new AtomicReference<>();

    private volatile boolean told;

    @SuppressWarnings("NullAway") // the supervisor is there before other threads see the run
    private Run(Scope scope, Launch launch, Supplier<? extends R> result, boolean detectsDeadlock) {
        this.scope = scope;
        this.launch = launch;
        this.result = result;
        this.detectsDeadlock = detectsDeadlock;
    }

    static <R extends @Nullable Object> Run<R> start(RunnablePipeline<R> pipeline) {
        Launch launch = new Launch();
        Supplier<? extends R> result = pipeline.wire(launch);
        launch.claimSources();
        Scope scope = null;
        boolean started = false;
        try {
            scope = Scope.open().named(pipeline.runName());
            Run<R> run = new Run<>(scope, launch, result, pipeline.detectsDeadlock());
            run.supervisor = scope.go("run", run::supervise);
            started = true;
            if (run.supervisor.state() == Task.State.CANCELLED) { // the context was, so nothing will run
                run.failure = run.cancelled(null);
                launch.end(run.failure);
            }
            return run;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        } finally {
            if (!started) {
                abandon(scope, launch);
            }
        }
    }

    /** Ends a run whose goroutine couldn't be started. */
    private static void abandon(@Nullable Scope scope, Launch launch) {
        try (scope) {
            launch.end(new CancelledException("the run could not be started", null));
        }
    }

    private void supervise() {
        Throwable thrown = null;
        long number = Runs.begin(scope.name(), launch);
        try (var stages = open()) {
            launch.start(stages);
            stages.join(Exception.class);
            complete = true;
        } catch (Throwable e) {
            thrown = isCancellation(e) ? cancelled(e) : e;
        } finally {
            Runs.end(number);
            took = launch.elapsed();
        }
        failure = thrown;
        try {
            launch.end(thrown);
        } catch (Throwable e) {
            complete = false;
            failure = thrown instanceof Cancelled ? Launch.joined(e, thrown) : Launch.joined(thrown, e);
        }
    }

    private Scope open() {
        Scope stages = Scope.open().named("stages");
        return detectsDeadlock ? stages.detectDeadlock() : stages;
    }

    /** Whether the stages have ended with this because the run was cancelled. */
    private static boolean isCancellation(Throwable thrown) {
        return Context.current().isCancelled()
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
     * Waits until the run has ended, and returns what has come of it.
     *
     * @return the result
     * @throws CancelledException if the run was cancelled, and the caller wasn't
     * @throws CompletionException if it has failed with a checked exception; unchecked ones are thrown as themselves
     * @throws IllegalStateException if the caller isn't the owner, or has closed it
     * @throws InterruptedException if the owner is interrupted, or its context cancelled (a {@link
     *     dev.sluice.ContextCancelledException}): then the run was cancelled, and has ended
     */
    public R join() throws InterruptedException {
        return join(RuntimeException.class);
    }

    /**
     * Waits until the run has ended, and returns what has come of it; a failure of this type is thrown as itself.
     *
     * @param type the type of a checked exception that the run may fail with
     * @param <X> that type
     * @return the result
     * @throws X if that is the failure
     * @throws CancelledException if the run was cancelled, and the caller wasn't
     * @throws CompletionException if it has failed with a checked exception of another type
     * @throws IllegalStateException if the caller isn't the owner, or has closed it
     * @throws InterruptedException if the owner is interrupted, or its context cancelled (a {@link
     *     dev.sluice.ContextCancelledException}): then the run was cancelled, and has ended
     */
    public <X extends Exception> R join(Class<X> type) throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        scope.join(type);
        Throwable thrown = failed();
        if (thrown != null) {
            told = true;
            throw Thrown.as(thrown, type);
        }
        return result.get();
    }

    /** Returns what the run has failed with, or null; to be asked when all has ended. */
    private @Nullable Throwable failed() {
        Throwable first = besides.get();
        Throwable stages = failure;
        if (first == null || (stages != null && !(stages instanceof Cancelled))) {
            return stages;
        }
        return first;
    }

    /** Returns how to throw, maybe to another thread than the owner, the failure that the output was closed with. */
    RuntimeException tell(ChannelFailedException end) {
        told = true;
        Throwable cause = end.getCause();
        return cause == null ? end : Thrown.as(cause, RuntimeException.class);
    }

    // By any thread

    /**
     * Returns how far each stage has come, in the order in which they stand in the pipeline.
     *
     * @return the stages, from the source to the end
     */
    public List<StageProgress> progress() {
        World.step("progress", this);
        return launch.progress();
    }

    /**
     * Returns how long the run has been going; once it has ended, how long it took.
     *
     * {@snippet :
     * double perSecond = stage.out() * 1e9 / run.elapsed().toNanos();
     * }
     *
     * @return the time since the start
     */
    public Duration elapsed() {
        Duration ended = took;
        return ended != null ? ended : launch.elapsed();
    }

    /**
     * Returns the stage that holds the others up, as far as the time since the start tells.
     *
     * @return the stage, or nothing if none is busy for half of its time
     * @see StageProgress#bottleneck
     */
    public Optional<StageProgress> bottleneck() {
        return StageProgress.bottleneck(progress());
    }

    /**
     * Ends the sources, and lets what they have given finish its way; {@link #join} then returns as if there had been no more.
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
        if (done().receive(atMost) instanceof Received.Empty) {
            cancel();
            return false;
        }
        return complete;
    }

    /**
     * Cancels the run: all of its goroutines are cancelled, and what is under way is dropped. This doesn't wait. It is no
     * failure, but {@link #join} throws a {@link CancelledException}, since there is no result. The owner isn't cancelled: it can
     * go on and wait for something else.
     *
     * @return whether this call cancelled it; false if it has ended
     */
    public boolean cancel() {
        boolean first = supervisor.cancel();
        wanted = false;
        besideTasks.forEach(Task::cancel);
        return first;
    }

    /**
     * Returns a channel that never has a value, and is closed when the run has ended. In a select, a run stands by {@link Select#done}.
     *
     * @return the channel, always the same one
     */
    @Override
    public ReceiveChannel<Void> done() {
        return supervisor.done();
    }

    /** Starts a goroutine beside the stages, in the owner's thread; what it throws is the run's failure, and cancels it. */
    void goBesides(String name, CheckedRunnable<Exception> body) {
        try {
            Task<?> task = scope.go(name, () -> besides(body));
            besideTasks.add(task);
            if (!wanted) { // it wasn't among those that were cancelled
                task.cancel();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted without waiting", e);
        }
    }

    private void besides(CheckedRunnable<Exception> body) throws Exception {
        try (var _ = scope.external()) {
            body.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            besides.compareAndSet(null, e);
            cancel();
        }
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
        Throwable thrown = failed();
        if (!told && thrown != null && !(thrown instanceof Cancelled)) {
            told = true;
            throw Thrown.as(thrown, RuntimeException.class);
        }
    }

    /** Returns what is known of it. */
    @Override
    public String toString() {
        return "run " + scope.name() + " (" + supervisor.state().name().toLowerCase(java.util.Locale.ROOT) + ")";
    }
}
