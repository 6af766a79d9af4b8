package dev.sluice.bench.channels;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Blocked;
import dev.sluice.bench.peer.Goroutines;
import dev.sluice.bench.peer.KotlinBlocked;
import dev.sluice.bench.peer.Peer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What does it take to tell everybody at once? Goroutines wait in a receive from one channel; it is closed, and all have seen it
 * and ended. The figure is for a goroutine, without its start. Java's nearest thing to a close is a latch.
 */
@Question(
        group = Group.CHANNELS,
        order = 9,
        name = "close",
        title = "close wakes {goroutines} receivers, each",
        few = true)
@State(Scope.Benchmark)
public class CloseWakes {
    private static final int GOROUTINES = 100_000;

    @Param({"SLUICE", "JOX", "KOTLIN", "COUNT_DOWN_LATCH"})
    private Peer peer;

    @Param("" + GOROUTINES)
    private int goroutines;

    private Goroutines.Body close;

    @Setup(Level.Invocation)
    public void startThem() throws InterruptedException {
        if (peer == Peer.KOTLIN) {
            close = new KotlinBlocked(goroutines, false)::closeAndJoin;
            return;
        }
        var crew = peer.goroutines();
        var blocked = Blocked.of(peer);
        blocked.startAndAwait(crew, goroutines);
        close = () -> {
            blocked.end().run();
            crew.join();
            crew.close();
        };
    }

    @Benchmark
    @OperationsPerInvocation(GOROUTINES)
    public void close() throws Exception {
        close.run();
    }
}
