package dev.sluice.bench.safety;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Line;
import dev.sluice.bench.peer.Peer;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.State;

/**
 * What does it cost to be watched? An operation is a round trip over two unbuffered channels, a value through a buffered one, or
 * the start of a goroutine and its end, in a scope that was opened for many of them.
 */
@Question(group = Group.SAFETY, order = 1, name = "looking", title = "{activity}")
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class CostOfLooking {
    private static final int ROUNDS = 50_000;
    private static final int CAPACITY = 128;

    /** What the goroutines of the scope do. */
    public enum Activity {
        PING_PONG_UNBUFFERED_ROUND_TRIP,
        BUFFERED_128_ONE_TO_ONE,
        START_AND_JOIN_OF_A_GOROUTINE
    }

    @Param({"PLAIN", "DETECTING"})
    private Watch watch;

    @Param
    private Activity activity;

    @Param("" + ROUNDS)
    private int rounds;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long act() throws InterruptedException {
        try (Scope scope = watch.open()) {
            return switch (activity) {
                case PING_PONG_UNBUFFERED_ROUND_TRIP -> pingPong(scope);
                case BUFFERED_128_ONE_TO_ONE -> buffered(scope);
                case START_AND_JOIN_OF_A_GOROUTINE -> start(scope);
            };
        }
    }

    private long pingPong(Scope scope) throws InterruptedException {
        Line there = Peer.SLUICE.line(0);
        Line back = Peer.SLUICE.line(0);
        scope.go(() -> {
            for (int i = 0; i < rounds; i++) {
                back.send(there.receive() + 1);
            }
        });
        Task<Long> sum = scope.go(() -> {
            long all = 0;
            for (int i = 0; i < rounds; i++) {
                there.send(Check.value(i));
                all += back.receive();
            }
            return all;
        });
        scope.join();
        return Check.equal(sum.await(), Check.sum(rounds) + rounds);
    }

    private long buffered(Scope scope) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(CAPACITY);
        Task<Long> sum = scope.go(() -> {
            long all = 0;
            for (Integer each : channel) {
                all += each;
            }
            return all;
        });
        scope.go(() -> {
            for (int i = 0; i < rounds; i++) {
                channel.send(Check.value(i));
            }
            channel.close();
        });
        scope.join();
        return Check.equal(sum.await(), Check.sum(rounds));
    }

    private long start(Scope scope) throws InterruptedException {
        var count = new LongAdder();
        for (int i = 0; i < rounds; i++) {
            scope.go(count::increment);
        }
        scope.join();
        return Check.equal(count.sum(), rounds);
    }
}
