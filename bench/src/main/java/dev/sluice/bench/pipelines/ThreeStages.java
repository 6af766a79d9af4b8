package dev.sluice.bench.pipelines;

import static dev.sluice.flow.Workers.workers;

import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Goroutines;
import dev.sluice.flow.Channels;
import dev.sluice.flow.Pipeline;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does an item take on its way through three stages: one maps, one maps and filters, with one worker or four, one adds up? An
 * operation is one item, in a pipeline that is built for 20,000 of them. No order is asked for.
 *
 * <p>Each is written as its documentation shows. Where a filter is a stage of its own, as in both of Sluice's, an item is handed on
 * once more. Channels are unbuffered; queues, and the buffers of the others, hold 16. Pekko's stages work at the same time where
 * they are told to: by {@code async}, and for several workers by {@code mapAsyncUnordered}.
 */
@Question(
        group = Group.PIPELINES,
        order = 1,
        name = "three-stages",
        title = "three stages, workers in the middle: {workers}")
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class ThreeStages {
    private static final int ITEMS = 20_000;
    private static final int CAPACITY = 16;
    private static final Object END = new Object();

    @Param({"CHANNELS", "PIPELINE", "PEKKO", "QUEUES"})
    private Way way;

    @Param({"1", "4"})
    private int workers;

    @Param("" + ITEMS)
    private int items;

    private long expected;
    private @Nullable ActorSystem actors;

    @Setup
    public void prepare() {
        expected = Work.sum(items);
        if (way == Way.PEKKO) {
            actors = ActorSystem.create("bench");
        }
    }

    @TearDown
    public void endActors() throws InterruptedException, ExecutionException {
        if (actors != null) {
            actors.terminate();
            actors.getWhenTerminated().toCompletableFuture().get();
        }
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long run() throws InterruptedException, ExecutionException {
        long sum = switch (way) {
            case CHANNELS -> withChannels();
            case PIPELINE -> withPipeline();
            case PEKKO -> withPekko(Objects.requireNonNull(actors));
            case QUEUES -> withQueues();
        };
        return Check.equal(sum, expected);
    }

    private IntStream numbers() {
        return IntStream.range(0, items);
    }

    private long withChannels() throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Long> first =
                    Channels.generate(scope, numbers().mapToObj(Work::first).iterator());
            ReceiveChannel<Long> second = Channels.map(scope, first, workers, Work::second);
            ReceiveChannel<Long> kept = Channels.filter(scope, second, Work::isKept);
            long sum = 0;
            for (Long each : kept) {
                sum += each;
            }
            scope.join();
            return sum;
        }
    }

    private long withPipeline() throws InterruptedException {
        return Pipeline.from(numbers().mapToObj(Work::first))
                .map(workers(workers), Work::second)
                .filter(Work::isKept)
                .reduce(0L, Long::sum)
                .run();
    }

    private long withPekko(ActorSystem system) throws InterruptedException, ExecutionException {
        var first = Source.range(0, items - 1).map(Work::first).async();
        var second = workers == 1
                ? first.map(Work::second)
                : first.mapAsyncUnordered(
                        workers, item -> CompletableFuture.supplyAsync(() -> Work.second(item), system.dispatcher()));
        return second.filter(Work::isKept)
                .async()
                .runFold(0L, Long::sum, system)
                .toCompletableFuture()
                .get();
    }

    private long withQueues() throws InterruptedException {
        BlockingQueue<Object> first = new ArrayBlockingQueue<>(CAPACITY);
        BlockingQueue<Object> kept = new ArrayBlockingQueue<>(CAPACITY);
        var sum = new long[1];
        try (var threads = new Goroutines.OnThreads()) {
            threads.go(() -> {
                for (int i = 0; i < items; i++) {
                    first.put(Work.first(i));
                }
                for (int i = 0; i < workers; i++) {
                    first.put(END);
                }
            });
            for (int i = 0; i < workers; i++) {
                threads.go(() -> {
                    for (Object each; (each = first.take()) != END; ) {
                        long item = Work.second((Long) each);
                        if (Work.isKept(item)) {
                            kept.put(item);
                        }
                    }
                    kept.put(END);
                });
            }
            threads.go(() -> {
                for (int ended = 0; ended < workers; ) {
                    Object each = kept.take();
                    if (each == END) {
                        ended++;
                    } else {
                        sum[0] += (Long) each;
                    }
                }
            });
            threads.join();
        }
        return sum[0];
    }
}
