package dev.sluice.bench.allocation;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Line;
import dev.sluice.bench.peer.Peer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What does passing a value on allocate when nobody has to wait? One goroutine sends it, and receives it itself. */
@Question(
        group = Group.ALLOCATION,
        order = 1,
        name = "pair-allocation",
        title = "send and receive, buffered {capacity}, nobody waits",
        metric = "gc.alloc.rate.norm",
        unit = Question.Unit.BYTES)
@State(Scope.Benchmark)
public class PairAllocation {
    private static final int PAIRS = 100_000;

    @Param({"SLUICE", "JOX", "KOTLIN", "ARRAY_BLOCKING_QUEUE"})
    private Peer peer;

    @Param("16")
    private int capacity;

    @Param("" + PAIRS)
    private int pairs;

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public long sendAndReceive() throws InterruptedException {
        if (peer == Peer.KOTLIN) {
            return Check.equal(KotlinAllocation.sendAndReceive(capacity, pairs), Check.sum(pairs));
        }
        Line line = peer.line(capacity);
        var sum = new long[1];
        try (var goroutines = peer.goroutines()) {
            goroutines.go(() -> {
                for (int i = 0; i < pairs; i++) {
                    line.send(Check.value(i));
                    sum[0] += line.receive();
                }
            });
            goroutines.join();
        }
        return Check.equal(sum[0], Check.sum(pairs));
    }
}
