package dev.sluice.bench.channels;

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
 * What does a wake-up take when nothing about the woken goroutine is in a cache? One value goes round a ring of unbuffered
 * channels with a goroutine between each two; the figure is for a hop. Starting the goroutines is a few percent of it.
 */
@Question(group = Group.CHANNELS, order = 11, name = "ring", title = "ring of {goroutines} goroutines, a hop")
@State(Scope.Benchmark)
public class Ring {
    private static final int GOROUTINES = 10_000;
    private static final int LAPS = 10;

    @Param({"SLUICE", "JOX", "KOTLIN", "SYNCHRONOUS_QUEUE", "LINKED_TRANSFER_QUEUE"})
    private Peer peer;

    @Param("" + GOROUTINES)
    private int goroutines;

    @Benchmark
    @OperationsPerInvocation(GOROUTINES * LAPS)
    public long run() throws InterruptedException {
        long sum = peer == Peer.KOTLIN ? KotlinChannels.ring(goroutines, LAPS) : round();
        return Check.equal(sum, Check.sum(LAPS));
    }

    private long round() throws InterruptedException {
        var links = new Line[goroutines];
        for (int i = 0; i < goroutines; i++) {
            links[i] = peer.line(0);
        }
        var sum = new long[1];
        try (var crew = peer.goroutines()) {
            for (int i = 1; i < goroutines; i++) {
                Line in = links[i - 1];
                Line out = links[i];
                crew.go(() -> {
                    for (int lap = 0; lap < LAPS; lap++) {
                        out.send(in.receive());
                    }
                });
            }
            crew.go(() -> {
                for (int lap = 0; lap < LAPS; lap++) {
                    links[0].send(Check.value(lap));
                    sum[0] += links[links.length - 1].receive();
                }
            });
            crew.join();
        }
        return sum[0];
    }
}
