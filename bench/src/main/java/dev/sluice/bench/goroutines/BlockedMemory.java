package dev.sluice.bench.goroutines;

import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Blocked;
import dev.sluice.bench.peer.KotlinBlocked;
import dev.sluice.bench.peer.Peer;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does a goroutine hold that waits? So many wait in a receive from one channel; the figure is what the heap has more of
 * after a collection than before they were started, divided by their number: stack, thread, task and waiter.
 */
@Question(
        group = Group.GOROUTINES,
        order = 4,
        name = "memory",
        title = "bytes that a blocked goroutine holds",
        metric = "bytes",
        unit = Question.Unit.BYTES,
        few = true)
@State(Scope.Benchmark)
public class BlockedMemory {
    @Param({"SLUICE", "JOX", "KOTLIN", "COUNT_DOWN_LATCH"})
    private Peer peer;

    @Param("100000")
    private int goroutines;

    /** The figure, as JMH collects it. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Heap {
        /** The bytes that one goroutine holds. */
        public double bytes;
    }

    @Benchmark
    public void block(Heap heap) throws InterruptedException {
        if (peer == Peer.KOTLIN) {
            blockCoroutines(heap);
            return;
        }
        var blocked = Blocked.of(peer);
        long before = usedBytes();
        try (var crew = peer.goroutines()) {
            blocked.startAndAwait(crew, goroutines);
            heap.bytes = (usedBytes() - before) / (double) goroutines;
            blocked.end().run();
            crew.join();
        }
    }

    private void blockCoroutines(Heap heap) {
        long before = usedBytes();
        var coroutines = new KotlinBlocked(goroutines, false);
        heap.bytes = (usedBytes() - before) / (double) goroutines;
        coroutines.closeAndJoin();
    }

    /** Answers how much of the heap is in use after a collection; the second one takes what the first only found. */
    private static long usedBytes() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
