package dev.sluice.flow;

import dev.sluice.Scope;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
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
    private final String name;
    private final Function<Launch, Supplier<? extends R>> plan;

    RunnablePipeline(Function<Launch, Supplier<? extends R>> plan) {
        this("pipeline", plan);
    }

    private RunnablePipeline(String name, Function<Launch, Supplier<? extends R>> plan) {
        this.name = name;
        this.plan = plan;
    }

    String name() {
        return name;
    }

    /**
     * Answers a pipeline like this one with a name, which its runs have in messages, dumps and the {@linkplain
     * dev.sluice.inspect.SluiceMXBean MBean}; without one they are called "pipeline".
     *
     * @param name the name
     * @return a new pipeline
     */
    public RunnablePipeline<R> named(String name) {
        return new RunnablePipeline<>(Objects.requireNonNull(name, "name"), plan);
    }

    /** Adds the stations to a run, and answers who will know the result. */
    Supplier<? extends R> wire(Launch launch) {
        return plan.apply(launch);
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
    public Run<R> start() {
        return Run.start(this);
    }

    /**
     * Runs to the end, and answers what has come of it.
     *
     * @return the result
     * @throws dev.sluice.CancelledException if the current context is cancelled
     * @throws CompletionException if the run has failed with a checked exception; unchecked ones are thrown as themselves
     * @throws InterruptedException if interrupted, or cancelled, meanwhile; the run has been cancelled, and has ended
     */
    public R run() throws InterruptedException {
        return run(RuntimeException.class);
    }

    /**
     * Runs to the end, and answers what has come of it; a failure of this type is thrown as itself.
     *
     * @param type the type of a checked exception that the run may fail with
     * @param <X> that type
     * @return the result
     * @throws X if that is the failure
     * @throws dev.sluice.CancelledException if the current context is cancelled
     * @throws CompletionException if the run has failed with a checked exception of another type
     * @throws InterruptedException if interrupted, or cancelled, meanwhile; the run has been cancelled, and has ended
     */
    public <X extends Exception> R run(Class<X> type) throws X, InterruptedException {
        try (Run<R> run = start()) {
            return run.join(type);
        }
    }
}
