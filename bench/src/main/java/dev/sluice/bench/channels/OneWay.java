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
 * What does it take to hand a value to another goroutine? One sends on an unbuffered channel, one receives; the figure is for a
 * value.
 */
@Question(group = Group.CHANNELS, order = 2, name = "one-way", title = "unbuffered, one way")
@State(Scope.Benchmark)
public class OneWay {
    private static final int VALUES = 60_000;

    @Param({"SLUICE", "JOX", "KOTLIN", "SYNCHRONOUS_QUEUE", "LINKED_TRANSFER_QUEUE"})
    private Peer peer;

    @Param("" + VALUES)
    private int values;

    @Benchmark
    @OperationsPerInvocation(VALUES)
    public long move() throws InterruptedException {
        return Traffic.move(peer, 0, 1, 1, values);
    }
}
