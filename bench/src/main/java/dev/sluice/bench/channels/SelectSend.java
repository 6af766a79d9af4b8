package dev.sluice.bench.channels;

import com.softwaremill.jox.SelectClause;
import dev.sluice.Channel;
import dev.sluice.Select;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Peer;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does a select take that sends on one channel or receives from another, whichever is possible first? One goroutine sends
 * into the one, another receives from the other, and the one in between selects until it has received all and sent as many; the
 * figure is for a round of its select.
 */
@Question(
        group = Group.CHANNELS,
        order = 7,
        name = "select-send",
        title = "select that sends or receives, buffered {capacity}")
@State(Scope.Benchmark)
public class SelectSend {
    private static final int ROUNDS = 40_000;

    @Param({"SLUICE", "JOX", "KOTLIN"})
    private Peer peer;

    @Param({"0", "16"})
    private int capacity;

    @Param("" + ROUNDS)
    private int rounds;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long move() throws InterruptedException {
        long sum = switch (peer) {
            case SLUICE -> withSluice();
            case JOX -> withJox();
            case KOTLIN -> KotlinChannels.selectSend(capacity, rounds / 2);
            default -> throw peer.unfit();
        };
        return Check.equal(sum, 2 * Check.sum(rounds / 2));
    }

    private long withSluice() throws InterruptedException {
        Channel<Integer> in = Channel.buffered(capacity);
        Channel<Integer> out = Channel.buffered(capacity);
        int each = rounds / 2;
        var sums = new long[2];
        try (var goroutines = peer.goroutines()) {
            goroutines.go(() -> {
                for (int i = 0; i < each; i++) {
                    in.send(Check.value(i));
                }
            });
            goroutines.go(() -> {
                for (int i = 0; i < each; i++) {
                    sums[0] += Objects.requireNonNull(out.receive());
                }
            });
            goroutines.go(() -> {
                try (var select = Select.open()) {
                    var receive = select.receive(in);
                    var send = select.send(out);
                    int received = 0;
                    int sent = 0;
                    while (received < each || sent < each) {
                        receive.enable(received < each);
                        if (sent < each) {
                            send.value(Check.value(sent));
                        }
                        if (select.await() == receive) {
                            sums[1] += Objects.requireNonNull(receive.value());
                            received++;
                        } else {
                            sent++;
                        }
                    }
                }
            });
            goroutines.join();
        }
        return sums[0] + sums[1];
    }

    private long withJox() throws InterruptedException {
        com.softwaremill.jox.Channel<Integer> in = joxChannel();
        com.softwaremill.jox.Channel<Integer> out = joxChannel();
        int each = rounds / 2;
        var sums = new long[2];
        try (var goroutines = peer.goroutines()) {
            goroutines.go(() -> {
                for (int i = 0; i < each; i++) {
                    in.send(Check.value(i));
                }
            });
            goroutines.go(() -> {
                for (int i = 0; i < each; i++) {
                    sums[0] += out.receive();
                }
            });
            goroutines.go(() -> {
                SelectClause<Integer> receive = in.receiveClause();
                int received = 0;
                int sent = 0;
                while (received < each || sent < each) {
                    int got;
                    if (received == each) {
                        got = com.softwaremill.jox.Select.select(out.sendClause(Check.value(sent), () -> -1));
                    } else if (sent == each) {
                        got = com.softwaremill.jox.Select.select(receive);
                    } else {
                        got = com.softwaremill.jox.Select.select(out.sendClause(Check.value(sent), () -> -1), receive);
                    }
                    if (got < 0) {
                        sent++;
                    } else {
                        sums[1] += got;
                        received++;
                    }
                }
            });
            goroutines.join();
        }
        return sums[0] + sums[1];
    }

    private com.softwaremill.jox.Channel<Integer> joxChannel() {
        return capacity == 0
                ? com.softwaremill.jox.Channel.newRendezvousChannel()
                : com.softwaremill.jox.Channel.newBufferedChannel(capacity);
    }
}
