package dev.sluice.bench.goroutines;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Blocked;
import dev.sluice.bench.peer.Check;
import dev.sluice.bench.peer.Peer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Can there be a million at once? Each receives from a channel that is closed after the last one has begun; all see that, and
 * end. The figure is for a goroutine, from its start to its end. Without Jox, whose close recurses over the waiting receivers,
 * and overflows the stack of its caller here.
 */
@Question(
        group = Group.GOROUTINES,
        order = 3,
        name = "million",
        title = "{goroutines} blocked at once, each",
        few = true)
@State(Scope.Benchmark)
public class BlockedMillion {
    private static final int GOROUTINES = 1_000_000;

    @Param({"SLUICE", "KOTLIN", "COUNT_DOWN_LATCH"})
    private Peer peer;

    @Param("" + GOROUTINES)
    private int goroutines;

    @Benchmark
    @OperationsPerInvocation(GOROUTINES)
    public long blockAll() throws InterruptedException {
        var ended = new LongAdder();
        if (peer == Peer.KOTLIN) {
            KotlinGoroutines.blockAll(goroutines, ended);
        } else {
            blockAll(ended);
        }
        return Check.equal(ended.sum(), goroutines);
    }

    private void blockAll(LongAdder ended) throws InterruptedException {
        var blocked = Blocked.of(peer);
        var begun = new CountDownLatch(goroutines);
        try (var crew = peer.goroutines()) {
            for (int i = 0; i < goroutines; i++) {
                crew.go(() -> {
                    begun.countDown();
                    blocked.body().run();
                    ended.increment();
                });
            }
            begun.await();
            blocked.end().run();
            crew.join();
        }
    }
}
