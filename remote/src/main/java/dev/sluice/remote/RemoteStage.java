package dev.sluice.remote;

import dev.sluice.Scope;
import dev.sluice.flow.FailedItem;
import dev.sluice.flow.Pipeline;
import dev.sluice.flow.Run;
import dev.sluice.flow.RunnablePipeline;
import dev.sluice.flow.Workers;
import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedFunction;
import java.time.Duration;
import java.util.Objects;

/**
 * A stage of a pipeline that other programs can do: its name, and how its items and its results travel. Both sides have the same one, best
 * as a constant of the program that both are:
 *
 * {@snippet :
 * static final RemoteStage<Photo, Thumbnail> MAKE = RemoteStage.json("make", Photo.class, Thumbnail.class);
 *
 * // in any number of processes, on any machines:
 * MAKE.work(cluster, workers(cores).onPlatformThreads(), ofMinutes(2), this::make);
 *
 * // in the one that has the photos:
 * try (var remote = RemoteStages.on(cluster, MAKE)) {
 *     Pipeline.from(photos).map("make", workers(64), this::make).remote("make", remote).forEach(this::show).run();
 * }
 * }
 *
 * <p>Only items and results travel, never code. An item is done at least once: twice where a worker has ended at the wrong moment, so what
 * the function writes should be the same the second time. The result comes back to the one who asked, once.
 *
 * <p>Stages are values, and safe for use by any number of threads.
 *
 * @param <S> the type of the items
 * @param <R> the type of the results
 */
@CheckReturnValue
public final class RemoteStage<S, R> {
    private static final Duration NEWS = Duration.ofSeconds(1);

    private final String name;
    private final Codec<S> items;
    private final Codec<R> results;
    private final RemoteChannelOptions options;

    private RemoteStage(String name, Codec<S> items, Codec<R> results, RemoteChannelOptions options) {
        this.name = Layout.requireName(name);
        this.items = Objects.requireNonNull(items, "items");
        this.results = Objects.requireNonNull(results, "results");
        this.options = Objects.requireNonNull(options, "options");
    }

    /**
     * Returns a stage whose items and results travel as JSON.
     *
     * @param name its name: letters, digits, {@code -} and {@code _}
     * @param items the type of the items
     * @param results the type of the results
     * @param <S> the type of the items
     * @param <R> the type of the results
     * @return the stage
     */
    public static <S, R> RemoteStage<S, R> json(String name, Class<S> items, Class<R> results) {
        return of(name, Codec.json(items), Codec.json(results));
    }

    /**
     * Returns a stage with codecs.
     *
     * @param name its name: letters, digits, {@code -} and {@code _}
     * @param items how items travel
     * @param results how results travel
     * @param <S> the type of the items
     * @param <R> the type of the results
     * @return the stage
     */
    public static <S, R> RemoteStage<S, R> of(String name, Codec<S> items, Codec<R> results) {
        return new RemoteStage<>(name, items, results, RemoteChannelOptions.capacity(10_000));
    }

    /**
     * Returns this stage with other options of the channel that its items go through.
     *
     * @param others the options
     * @return a changed copy
     */
    public RemoteStage<S, R> with(RemoteChannelOptions others) {
        return new RemoteStage<>(name, items, results, others);
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    RemoteChannelOptions options() {
        return options;
    }

    Codec<S> items() {
        return items;
    }

    Codec<R> results() {
        return results;
    }

    /**
     * Does items of this stage, from whatever program they come, until the context is cancelled. What is under way then is cancelled, and
     * given back for other workers.
     *
     * <p>What the function throws is the failure of the item, and goes back to the one who asked; the worker goes on. An item that ends
     * each process that works on it is given up after the {@linkplain RemoteChannelOptions#attempts attempts} of the channel, and that is
     * its failure.
     *
     * @param cluster where the items are
     * @param workers the goroutines that do them
     * @param limit how long an item may take
     * @param function does an item
     * @throws RemoteException if the server refuses something
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, which is the usual end
     */
    public void work(
            Cluster cluster,
            Workers<Object> workers,
            Duration limit,
            CheckedFunction<? super S, ? extends R, ?> function)
            throws InterruptedException {
        Objects.requireNonNull(function, "function");
        var replies = new Replies<>(cluster, this);
        RemoteChannel<S> jobs =
                RemoteChannel.open(cluster, Layout.ofStage(name, Replies.NO_RUN, options), items, replies::died);
        try (var port = jobs.port(workers.max());
                var scope = Scope.open().named("worker of " + name);
                var run = answered(port, replies, workers, limit, function).start()) {
            scope.go("news", () -> tellNews(cluster, run));
            run.join();
        } finally {
            jobs.release();
        }
    }

    private RunnablePipeline<?> answered(
            Port<S> port,
            Replies<S, R> replies,
            Workers<Object> workers,
            Duration limit,
            CheckedFunction<? super S, ? extends R, ?> function) {
        return Pipeline.<Delivery<S>>from(port.channel())
                .buffer(0)
                .map(name, workers, job -> replies.done(job, function.apply(job.value())))
                .timeout(limit)
                .onError(RemoteStage::failed)
                .buffer(0)
                .forEach("reply", Workers.workers(workers.max()), replies::send)
                .runNamed("worker of " + name);
    }

    @SuppressWarnings("unchecked") // the items of the stage
    private static <S, R> Replies.Reply<S, R> failed(FailedItem item) {
        return Replies.Reply.failed((Delivery<S>) item.item(), item.failure());
    }

    private void tellNews(Cluster cluster, Run<?> run) throws InterruptedException {
        while (true) {
            WorkerNews.of(run.progress(), name).tell(cluster, name);
            if (run.done().receive(NEWS) instanceof dev.sluice.Received.Closed) {
                return;
            }
        }
    }
}
