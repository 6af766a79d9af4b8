package dev.sluice.bench.channels;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Line;
import dev.sluice.bench.peer.Peer;
import java.util.concurrent.Exchanger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does it take to ask another goroutine and to get its answer? Two unbuffered channels, one question at a time; the figure
 * is for both ways together. With an exchanger it takes two exchanges, since the answer isn't known at the first.
 */
@Question(group = Group.CHANNELS, order = 1, name = "ping-pong", title = "ping-pong, unbuffered, round trip")
@State(Scope.Benchmark)
public class PingPong {
    private static final int ROUNDS = 30_000;

    @Param({"SLUICE", "JOX", "KOTLIN", "SYNCHRONOUS_QUEUE", "EXCHANGER"})
    private Peer peer;

    @Param("" + ROUNDS)
    private int rounds;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long play() throws InterruptedException {
        long sum = switch (peer) {
            case KOTLIN -> KotlinChannels.pingPong(rounds);
            case EXCHANGER -> exchange();
            default -> sendAndReceive(peer.line(0), peer.line(0));
        };
        return Check.equal(sum, Check.sum(rounds) + rounds);
    }

    private long sendAndReceive(Line there, Line back) throws InterruptedException {
        var sum = new long[1];
        try (var goroutines = peer.goroutines()) {
            goroutines.go(() -> {
                for (int i = 0; i < rounds; i++) {
                    back.send(there.receive() + 1);
                }
            });
            goroutines.go(() -> {
                for (int i = 0; i < rounds; i++) {
                    there.send(Check.value(i));
                    sum[0] += back.receive();
                }
            });
            goroutines.join();
        }
        return sum[0];
    }

    private long exchange() throws InterruptedException {
        var table = new Exchanger<Integer>();
        var sum = new long[1];
        try (var goroutines = peer.goroutines()) {
            goroutines.go(() -> {
                for (int i = 0; i < rounds; i++) {
                    int question = table.exchange(0);
                    table.exchange(question + 1);
                }
            });
            goroutines.go(() -> {
                for (int i = 0; i < rounds; i++) {
                    table.exchange(Check.value(i));
                    sum[0] += table.exchange(0);
                }
            });
            goroutines.join();
        }
        return sum[0];
    }
}
