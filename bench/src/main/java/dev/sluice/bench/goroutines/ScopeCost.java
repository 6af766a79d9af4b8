package dev.sluice.bench.goroutines;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.State;

/**
 * What does structure take? A goroutine opens a scope, starts so many in it, waits for them, adds up their results and closes
 * the scope, again and again; the figure is for a goroutine with its share of the scope.
 */
@Question(
        group = Group.GOROUTINES,
        order = 2,
        name = "scope",
        title = "scope of {goroutines}: open, go, join; per goroutine")
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class ScopeCost {
    private static final int GOROUTINES = 20_000;

    @Param({"SLUICE", "KOTLIN", "EXECUTOR"})
    private Peer peer;

    @Param({"1", "10", "1000"})
    private int goroutines;

    @Benchmark
    @OperationsPerInvocation(GOROUTINES)
    public long openGoJoin() throws InterruptedException {
        int rounds = GOROUTINES / goroutines;
        long sum = switch (peer) {
            case SLUICE, EXECUTOR -> inGoroutine(rounds);
            case KOTLIN -> KotlinGoroutines.scopes(rounds, goroutines);
            default -> throw peer.unfit();
        };
        return Check.equal(sum, rounds * Check.sum(goroutines));
    }

    private long inGoroutine(int rounds) throws InterruptedException {
        var sum = new long[1];
        try (var outer = peer.goroutines()) {
            outer.go(() -> {
                for (int round = 0; round < rounds; round++) {
                    sum[0] += peer == Peer.SLUICE ? scope() : executor();
                }
            });
            outer.join();
        }
        return sum[0];
    }

    private long scope() throws InterruptedException {
        try (var scope = Scope.open()) {
            List<Task<Integer>> tasks = new ArrayList<>(goroutines);
            for (int i = 0; i < goroutines; i++) {
                int number = i;
                tasks.add(scope.go(() -> Check.value(number)));
            }
            scope.join();
            long sum = 0;
            for (Task<Integer> each : tasks) {
                sum += each.await();
            }
            return sum;
        }
    }

    private long executor() throws InterruptedException, ExecutionException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> tasks = new ArrayList<>(goroutines);
            for (int i = 0; i < goroutines; i++) {
                int number = i;
                tasks.add(executor.submit(() -> Check.value(number)));
            }
            long sum = 0;
            for (Future<Integer> each : tasks) {
                sum += each.get();
            }
            return sum;
        }
    }
}
