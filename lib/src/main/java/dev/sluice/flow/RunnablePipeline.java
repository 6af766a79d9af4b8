package dev.sluice.flow;

import dev.sluice.Scope;
import dev.sluice.function.CheckReturnValue;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline from its source to its end, which can be run: any number of times, if its source can be read again.
 *
 * {@snippet :
 * List<Page> pages = Pipeline.from(urls).map(this::fetch).toList().run();
 * }
 *
 * <p>It is a description, and never changes; safe for use by any number of threads.
 *
 * @param <R> what comes of a run
 */
public final class RunnablePipeline<R extends @Nullable Object> {
    private final Sink<R> sink;
    private final String runName;
    private final boolean detectsDeadlock;

    RunnablePipeline(Sink<R> sink) {
        this(sink, "pipeline", false);
    }

    private RunnablePipeline(Sink<R> sink, String runName, boolean detectsDeadlock) {
        this.sink = sink;
        this.runName = runName;
        this.detectsDeadlock = detectsDeadlock;
    }

    String runName() {
        return runName;
    }

    boolean detectsDeadlock() {
        return detectsDeadlock;
    }

    /**
     * Gives the last stage a name, as {@link Pipeline#named} does: that of a {@code forEach} or {@code collect}; where what comes
     * out of a stage is {@linkplain Pipeline#discard discarded}, that of this stage.
     *
     * @param name the name
     * @return a new pipeline
     * @see #runNamed
     */
    @CheckReturnValue
    public RunnablePipeline<R> named(String name) {
        return new RunnablePipeline<>(sink.named(Objects.requireNonNull(name, "name")), runName, detectsDeadlock);
    }

    /**
     * Gives the runs of this pipeline a name, which they have in messages, dumps and the {@linkplain
     * dev.sluice.inspect.SluiceMXBean MBean}. Without one they are called "pipeline".
     *
     * @param name the name
     * @return a new pipeline
     * @see #named
     */
    @CheckReturnValue
    public RunnablePipeline<R> runNamed(String name) {
        return new RunnablePipeline<>(sink, Objects.requireNonNull(name, "name"), detectsDeadlock);
    }

    /**
     * Ends a run with a {@link dev.sluice.DeadlockException} when its goroutines, and all others in the same tree of scopes, can
     * only wait for each other; see {@link Scope#detectDeadlock}. A run that waits for a terminal, a publisher, a subscriber, or a
     * call on a platform thread isn't taken for one that can't go on. If threads outside of the tree send to a channel that the
     * pipeline reads, or receive from one that it sends to, say so by {@link Scope#external}.
     *
     * <p>A stage with an {@linkplain Workers#workers(int, int) elastic} number of workers may go on as long as it may get another worker:
     * so what its own code waits for counts as a deadlock once it has as many as it may have.
     *
     * @return a new pipeline
     */
    @CheckReturnValue
    public RunnablePipeline<R> detectDeadlock() {
        return new RunnablePipeline<>(sink, runName, true);
    }

    /** Adds the stations to a run, and returns what will know the result. */
    Supplier<? extends R> wire(Launch launch) {
        return sink.wire(launch);
    }

    /**
     * Starts a run. It has a {@linkplain Scope scope} in the current context, which the calling thread owns, and which {@link
     * Run#close} closes.
     *
     * {@snippet :
     * try (var run = orders.forEach(this::store).start()) {
     *     show(run.progress());
     *     run.join();
     * }
     * }
     *
     * @return the run
     * @throws IllegalStateException if the source can be read only once, and has been
     */
    @CheckReturnValue
    public Run<R> start() {
        return Run.start(this);
    }

    /**
     * Runs to the end, and returns what has come of it.
     *
     * @return the result
     * @throws CompletionException if the run has failed with a checked exception; unchecked ones are thrown as themselves
     * @throws InterruptedException if interrupted, or if the current context is cancelled (a {@link
     *     dev.sluice.ContextCancelledException}); the run has been cancelled, and has ended
     */
    public R run() throws InterruptedException {
        return run(RuntimeException.class);
    }

    /**
     * Runs to the end, and returns what has come of it; a failure of this type is thrown as itself.
     *
     * @param type the type of a checked exception that the run may fail with
     * @param <X> that type
     * @return the result
     * @throws X if that is the failure
     * @throws CompletionException if the run has failed with a checked exception of another type
     * @throws InterruptedException if interrupted, or if the current context is cancelled (a {@link
     *     dev.sluice.ContextCancelledException}); the run has been cancelled, and has ended
     */
    public <X extends Exception> R run(Class<X> type) throws X, InterruptedException {
        try (Run<R> run = start()) {
            return run.join(type);
        }
    }
}
