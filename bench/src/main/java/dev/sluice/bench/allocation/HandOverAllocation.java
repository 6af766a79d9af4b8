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

/**
 * What does passing a value on allocate when one of the two has to wait for it? One goroutine sends, another receives, without a
 * buffer.
 */
@Question(
        group = Group.ALLOCATION,
        order = 2,
        name = "hand-over-allocation",
        title = "send and receive, unbuffered, one of the two waits",
        metric = "gc.alloc.rate.norm",
        unit = Question.Unit.BYTES)
@State(Scope.Benchmark)
public class HandOverAllocation {
    private static final int PAIRS = 60_000;

    @Param({"SLUICE", "JOX", "KOTLIN", "SYNCHRONOUS_QUEUE"})
    private Peer peer;

    @Param("" + PAIRS)
    private int pairs;

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public long sendAndReceive() throws InterruptedException {
        if (peer == Peer.KOTLIN) {
            return Check.equal(KotlinAllocation.handOver(pairs), Check.sum(pairs));
        }
        Line line = peer.line(0);
        var sum = new long[1];
        try (var goroutines = peer.goroutines()) {
            goroutines.go(() -> {
                for (int i = 0; i < pairs; i++) {
                    sum[0] += line.receive();
                }
            });
            goroutines.go(() -> {
                for (int i = 0; i < pairs; i++) {
                    line.send(Check.value(i));
                }
            });
            goroutines.join();
        }
        return Check.equal(sum[0], Check.sum(pairs));
    }
}
