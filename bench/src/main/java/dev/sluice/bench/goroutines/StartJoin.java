package dev.sluice.bench.goroutines;

import dev.sluice.Scope;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Peer;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.State;

/**
 * What does a goroutine take that does next to nothing? A million are started and waited for, each adding one to a counter; the
 * figure is for one.
 */
@Question(
        group = Group.GOROUTINES,
        order = 1,
        name = "start-join",
        title = "start and join {goroutines}, each",
        few = true)
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class StartJoin {
    private static final int GOROUTINES = 1_000_000;

    @Param({"SLUICE", "KOTLIN", "THREADS", "EXECUTOR"})
    private Peer peer;

    @Param("" + GOROUTINES)
    private int goroutines;

    @Benchmark
    @OperationsPerInvocation(GOROUTINES)
    public long startAndJoin() throws InterruptedException {
        var count = new LongAdder();
        switch (peer) {
            case SLUICE -> {
                try (var scope = Scope.open()) {
                    for (int i = 0; i < goroutines; i++) {
                        scope.go(count::increment);
                    }
                    scope.join();
                }
            }
            case KOTLIN -> KotlinGoroutines.startAndJoin(goroutines, count);
            case THREADS -> {
                var threads = new Thread[goroutines];
                for (int i = 0; i < goroutines; i++) {
                    threads[i] = Thread.startVirtualThread(count::increment);
                }
                for (Thread each : threads) {
                    each.join();
                }
            }
            case EXECUTOR -> {
                try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < goroutines; i++) {
                        executor.execute(count::increment);
                    }
                }
            }
            default -> throw peer.unfit();
        }
        return Check.equal(count.sum(), goroutines);
    }
}
