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
 * What does it take to pass a value on when many want to? As many senders as receivers on one channel; the figure is for a value.
 */
@Question(
        group = Group.CHANNELS,
        order = 4,
        name = "crowd",
        title = "{goroutines} senders, {goroutines} receivers, buffered 128")
@State(Scope.Benchmark)
public class Crowd {
    private static final int VALUES = 100_000;

    @Param({"SLUICE", "JOX", "KOTLIN", "ARRAY_BLOCKING_QUEUE"})
    private Peer peer;

    @Param({"4", "8"})
    private int goroutines;

    @Param("" + VALUES)
    private int values;

    @Benchmark
    @OperationsPerInvocation(VALUES)
    public long move() throws InterruptedException {
        return Traffic.move(peer, 128, goroutines, goroutines, values);
    }
}
