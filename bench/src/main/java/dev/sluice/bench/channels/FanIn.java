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
 * What does it take to collect from many? All send on one unbuffered channel, and one receives; the figure is for a value.
 */
@Question(group = Group.CHANNELS, order = 5, name = "fan-in", title = "fan-in of {senders} into one, unbuffered")
@State(Scope.Benchmark)
public class FanIn {
    private static final int VALUES = 50_000;

    @Param({"SLUICE", "JOX", "KOTLIN", "SYNCHRONOUS_QUEUE", "LINKED_TRANSFER_QUEUE"})
    private Peer peer;

    @Param("100")
    private int senders;

    @Param("" + VALUES)
    private int values;

    @Benchmark
    @OperationsPerInvocation(VALUES)
    public long move() throws InterruptedException {
        return Traffic.move(peer, 0, senders, 1, values);
    }
}
