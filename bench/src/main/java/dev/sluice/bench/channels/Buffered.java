package dev.sluice.bench.channels;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Peer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does it take to pass a value on through a buffer? One sends, one receives; the figure is for a value.
 */
@Question(group = Group.CHANNELS, order = 3, name = "buffered", title = "buffered {capacity}, one to one")
@State(Scope.Benchmark)
public class Buffered {
    private static final int VALUES = 100_000;

    @Param({"SLUICE", "JOX", "KOTLIN", "ARRAY_BLOCKING_QUEUE"})
    private Peer peer;

    @Param({"16", "128", "1024"})
    private int capacity;

    @Param("" + VALUES)
    private int values;

    @Benchmark
    @OperationsPerInvocation(VALUES)
    public long move() throws InterruptedException {
        return Traffic.move(peer, capacity, 1, 1, values);
    }
}
