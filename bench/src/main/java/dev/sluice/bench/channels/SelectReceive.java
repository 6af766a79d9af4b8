package dev.sluice.bench.channels;

import com.softwaremill.jox.SelectClause;
import dev.sluice.Channel;
import dev.sluice.Select;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Goroutines;
import dev.sluice.bench.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does a select take that receives from several channels? Each has a sender of its own, and one goroutine selects; the
 * figure is for a value. Sluice keeps its cases and Jox its clauses from round to round, as both recommend for loops; Kotlin has
 * nothing to keep.
 */
@Question(group = Group.CHANNELS, order = 6, name = "select", title = "select over {channels}, buffered {capacity}")
@State(Scope.Benchmark)
public class SelectReceive {
    private static final int VALUES = 40_000;

    @Param({"SLUICE", "JOX", "KOTLIN"})
    private Peer peer;

    @Param({"2", "10"})
    private int channels;

    @Param({"0", "16"})
    private int capacity;

    @Param("" + VALUES)
    private int values;

    @Benchmark
    @OperationsPerInvocation(VALUES)
    public long move() throws InterruptedException {
        long sum = switch (peer) {
            case SLUICE -> withSluice();
            case JOX -> withJox();
            case KOTLIN -> KotlinChannels.selectReceive(channels, capacity, values);
            default -> throw peer.unfit();
        };
        return Check.equal(sum, channels * Check.sum(values / channels));
    }

    private long withSluice() throws InterruptedException {
        List<Channel<Integer>> all = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            all.add(Channel.buffered(capacity));
        }
        var sum = new long[1];
        try (var goroutines = peer.goroutines()) {
            for (Channel<Integer> each : all) {
                startSender(goroutines, each::send);
            }
            goroutines.go(() -> {
                try (var select = Select.open()) {
                    all.forEach(select::receive);
                    for (int i = 0; i < values; i++) {
                        var ready = (Select.Receive<?>) select.await();
                        sum[0] += (Integer) Objects.requireNonNull(ready.value());
                    }
                }
            });
            goroutines.join();
        }
        return sum[0];
    }

    private long withJox() throws InterruptedException {
        @SuppressWarnings({"unchecked", "rawtypes"})
        SelectClause<Integer>[] clauses = new SelectClause[channels];
        var sum = new long[1];
        try (var goroutines = peer.goroutines()) {
            for (int i = 0; i < channels; i++) {
                com.softwaremill.jox.Channel<Integer> channel = capacity == 0
                        ? com.softwaremill.jox.Channel.newRendezvousChannel()
                        : com.softwaremill.jox.Channel.newBufferedChannel(capacity);
                clauses[i] = channel.receiveClause();
                startSender(goroutines, channel::send);
            }
            goroutines.go(() -> {
                for (int i = 0; i < values; i++) {
                    sum[0] += com.softwaremill.jox.Select.select(clauses);
                }
            });
            goroutines.join();
        }
        return sum[0];
    }

    @FunctionalInterface
    private interface Sender {
        void send(Integer value) throws InterruptedException;
    }

    private void startSender(Goroutines goroutines, Sender sender) throws InterruptedException {
        goroutines.go(() -> {
            for (int i = 0; i < values / channels; i++) {
                sender.send(Check.value(i));
            }
        });
    }
}
