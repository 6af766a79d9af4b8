package dev.sluice.bench.pipelines;

import dev.sluice.Channel;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import dev.sluice.flow.Pipeline;
import dev.sluice.flow.Run;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How near does an elastic stage come to the best fixed number of workers, which nobody knows beforehand? A pipeline runs all the
 * time, and is looked at for one phase, or for two where the load changes from phase to phase; an operation is an item that
 * is done meanwhile. So the figure has none of the elastic stage's first steps from one worker upwards, which are taken in the
 * warm-up, but all that it goes on trying, and what it has to learn again when the load changes.
 */
@Question(group = Group.ELASTIC, order = 1, name = "workers", title = "items that {load}", metric = "done", few = true)
@State(Scope.Benchmark)
public class ElasticWorkers {
    private static final Duration WAIT = Duration.ofMillis(5);
    private static final int STEPS = 500_000; // a good part of a millisecond

    /** What is done with an item. */
    public enum Load {
        /** As a call to another machine does. */
        WAIT,
        COMPUTE,
        WAIT_AND_COMPUTE_BY_TURNS
    }

    @Param({"ELASTIC", "FIXED_1", "FIXED_2", "FIXED_4", "FIXED_8", "FIXED_16", "FIXED_32"})
    private Team team;

    @Param
    private Load load;

    /** How long the load stays as it is, if it changes. */
    @Param("350000")
    private int phaseMicros;

    private final LongAdder done = new LongAdder();
    private Run<@Nullable Void> run;

    /** The figure, as JMH collects it. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Items {
        /** How many items were done. */
        public long done;
    }

    @Setup
    public void start() {
        long startNanos = System.nanoTime();
        run = Pipeline.<Long>produce(out -> {
                    for (long i = 0; out.emit(i); i++) {
                        // until cancelled
                    }
                })
                .forEach("load", team.workers(), item -> {
                    work(item, (System.nanoTime() - startNanos) / 1_000 / phaseMicros);
                    done.increment();
                })
                .start();
    }

    @TearDown
    public void end() {
        run.cancel();
        run.close();
    }

    @Benchmark
    public void look(Items items) throws InterruptedException {
        long before = done.sum();
        int phases = load == Load.WAIT_AND_COMPUTE_BY_TURNS ? 2 : 1;
        long now;
        do {
            Thread.sleep(Duration.ofNanos(1_000L * phases * phaseMicros));
            now = done.sum();
        } while (now == before); // on a busy machine
        items.done += now - before;
    }

    private void work(long item, long phase) throws InterruptedException {
        boolean waits = switch (load) {
            case WAIT -> true;
            case COMPUTE -> false;
            case WAIT_AND_COMPUTE_BY_TURNS -> phase % 2 == 0;
        };
        if (waits) {
            Channel.after(WAIT).receive();
        } else {
            compute(item);
        }
    }

    private static void compute(long item) {
        long state = item;
        for (int i = 0; i < STEPS; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
        }
        Check.equal(state & 1, item & 1); // the constants are odd and there is an even number of steps
    }
}
