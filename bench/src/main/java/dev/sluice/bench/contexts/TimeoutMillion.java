package dev.sluice.bench.contexts;

import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a timeout take that doesn't happen, as nearly all don't? So many others are live meanwhile, spread over the next
 * hours; the figure is for making one and taking it back.
 */
@Question(
        group = Group.CONTEXTS,
        order = 2,
        name = "timeout",
        title = "timeout: create, cancel, with {live} others live")
@State(Scope.Benchmark)
public class TimeoutMillion {
    private static final int TIMEOUTS = 10_000;
    private static final int FIRST_SECONDS = 3_600;
    private static final int LAST_SECONDS = 36_000;

    @Param({"SLUICE", "KOTLIN", "SCHEDULED_EXECUTOR", "COMPLETABLE_FUTURE"})
    private Peer peer;

    @Param("1000000")
    private int live;

    private final Context parent = Context.background().withCancel();
    private final List<Object> alive = new ArrayList<>();
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
    private @Nullable KotlinTimeouts ofKotlin;

    @Setup
    public void startTheOthers() {
        executor.setRemoveOnCancelPolicy(true);
        var random = new SplittableRandom(42);
        int[] seconds = random.ints(live, FIRST_SECONDS, LAST_SECONDS).toArray();
        if (peer == Peer.KOTLIN) {
            ofKotlin = new KotlinTimeouts(seconds);
            return;
        }
        for (int each : seconds) {
            alive.add(
                    switch (peer) {
                        case SLUICE -> {
                            Context context = parent.withTimeout(Duration.ofSeconds(each));
                            context.done();
                            yield context;
                        }
                        case SCHEDULED_EXECUTOR -> executor.schedule(() -> {}, each, TimeUnit.SECONDS);
                        case COMPLETABLE_FUTURE -> new CompletableFuture<Integer>().orTimeout(each, TimeUnit.SECONDS);
                        default -> throw peer.unfit();
                    });
        }
    }

    @TearDown
    public void endTheOthers() {
        parent.cancel();
        executor.shutdownNow();
        if (ofKotlin != null) {
            ofKotlin.cancel();
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMEOUTS)
    public int createAndCancel() {
        if (ofKotlin != null) {
            return ofKotlin.createAndCancel(TIMEOUTS);
        }
        int cancelled = 0;
        for (int i = 0; i < TIMEOUTS; i++) {
            int seconds = 1 + i % 60;
            boolean isCancelled = switch (peer) {
                case SLUICE -> withContext(seconds);
                case SCHEDULED_EXECUTOR ->
                    executor.schedule(() -> {}, seconds, TimeUnit.SECONDS).cancel(false);
                case COMPLETABLE_FUTURE ->
                    new CompletableFuture<Integer>()
                            .orTimeout(seconds, TimeUnit.SECONDS)
                            .complete(i);
                default -> throw peer.unfit();
            };
            cancelled += isCancelled ? 1 : 0;
        }
        return cancelled;
    }

    private boolean withContext(int seconds) {
        try (var context = parent.withTimeout(Duration.ofSeconds(seconds))) {
            ReceiveChannel<Void> done = context.done(); // without it, there would be no timer
            context.cancel();
            return done.isClosed();
        }
    }
}
