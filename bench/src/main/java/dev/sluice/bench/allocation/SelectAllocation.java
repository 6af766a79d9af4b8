package dev.sluice.bench.allocation;

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

/** What does a round of a select over two channels allocate, if one of them has a value, or if it has to wait for one? */
@Question(
        group = Group.ALLOCATION,
        order = 3,
        name = "select-allocation",
        title = "round of a select over two, {readiness}",
        metric = "gc.alloc.rate.norm",
        unit = Question.Unit.BYTES)
@State(Scope.Benchmark)
public class SelectAllocation {
    private static final int ROUNDS = 50_000;

    /** Whether the select finds something, or has to wait for it. */
    public enum Readiness {
        ONE_IS_READY,
        IT_WAITS
    }

    @Param({"SLUICE", "JOX", "KOTLIN"})
    private Peer peer;

    @Param
    private Readiness readiness;

    @Param("" + ROUNDS)
    private int rounds;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long select() throws InterruptedException {
        boolean ready = readiness == Readiness.ONE_IS_READY;
        long sum = switch (peer) {
            case SLUICE -> withSluice(ready);
            case JOX -> withJox(ready);
            case KOTLIN -> KotlinAllocation.select(ready, rounds);
            default -> throw peer.unfit();
        };
        return Check.equal(sum, Check.sum(rounds));
    }

    private long withSluice(boolean ready) throws InterruptedException {
        Channel<Integer> first = Channel.buffered(ready ? 1 : 0);
        Channel<Integer> second = Channel.unbuffered();
        var sum = new long[1];
        try (var goroutines = peer.goroutines()) {
            goroutines.go(() -> {
                try (var select = Select.open()) {
                    var value = select.receive(first);
                    var never = select.receive(second);
                    for (int i = 0; i < rounds; i++) {
                        if (ready) {
                            first.send(Check.value(i));
                        }
                        if (select.await() == never) {
                            throw new IllegalStateException("nobody sends here");
                        }
                        sum[0] += Objects.requireNonNull(value.value());
                    }
                }
            });
            if (!ready) {
                goroutines.go(() -> {
                    for (int i = 0; i < rounds; i++) {
                        first.send(Check.value(i));
                    }
                });
            }
            goroutines.join();
        }
        return sum[0];
    }

    private long withJox(boolean ready) throws InterruptedException {
        com.softwaremill.jox.Channel<Integer> first = ready
                ? com.softwaremill.jox.Channel.newBufferedChannel(1)
                : com.softwaremill.jox.Channel.newRendezvousChannel();
        com.softwaremill.jox.Channel<Integer> second = com.softwaremill.jox.Channel.newRendezvousChannel();
        @SuppressWarnings({"unchecked", "rawtypes"})
        SelectClause<Integer>[] clauses = new SelectClause[] {first.receiveClause(), second.receiveClause()};
        var sum = new long[1];
        try (var goroutines = peer.goroutines()) {
            goroutines.go(() -> {
                for (int i = 0; i < rounds; i++) {
                    if (ready) {
                        first.send(Check.value(i));
                    }
                    sum[0] += com.softwaremill.jox.Select.select(clauses);
                }
            });
            if (!ready) {
                goroutines.go(() -> {
                    for (int i = 0; i < rounds; i++) {
                        first.send(Check.value(i));
                    }
                });
            }
            goroutines.join();
        }
        return sum[0];
    }
}
