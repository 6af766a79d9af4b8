package dev.sluice.bench.pays;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Check;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From which size of work on does it pay to share it out? The same steps of a computation, cut into many small items or few
 * large ones, are done one after the other; in a goroutine for each item; by as many workers as there are processors, which
 * receive the items from a channel; and in two stages with a channel between them. The figure is for a step.
 */
@Question(group = Group.PAYS, order = 1, name = "pays", title = "items of {steps} steps", axis = "steps")
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class WhenConcurrencyPays {
    private static final int STEPS = 200_000_000;
    private static final int CAPACITY = 128;

    @Param({"SEQUENTIAL", "GOROUTINES", "WORKERS", "PIPELINE"})
    private Way way;

    /** How many steps an item takes; one is about half a nanosecond, and the result says how long it was. */
    @Param({"200", "2000", "20000", "200000", "2000000", "20000000"})
    private int steps;

    @Param("" + STEPS)
    private int stepsInAll;

    private Item[] items;
    private long expected;

    /** One thing to be done. */
    private static final class Item {
        private final long seed;
        private long state;

        Item(long seed) {
            this.seed = seed;
        }

        void begin(int steps) {
            state = run(seed, steps);
        }

        void goOn(int steps) {
            state = run(state, steps);
        }

        /** A chain of steps, each of which needs the one before. */
        private static long run(long from, int steps) {
            long state = from;
            for (int i = 0; i < steps; i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
            }
            return state;
        }
    }

    @Setup
    public void makeItems() throws InterruptedException {
        items = new Item[stepsInAll / steps];
        for (int i = 0; i < items.length; i++) {
            items[i] = new Item(i);
        }
        sequential();
        expected = sum();
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public long work() throws InterruptedException {
        switch (way) {
            case SEQUENTIAL -> sequential();
            case GOROUTINES -> goroutines();
            case WORKERS -> workers();
            case PIPELINE -> pipeline();
        }
        return Check.equal(sum(), expected);
    }

    private void sequential() {
        for (Item each : items) {
            each.begin(steps);
        }
    }

    private void goroutines() throws InterruptedException {
        try (var scope = Scope.open()) {
            for (Item each : items) {
                scope.go(() -> each.begin(steps));
            }
            scope.join();
        }
    }

    private void workers() throws InterruptedException {
        Channel<Item> jobs = Channel.buffered(CAPACITY);
        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (Item each : items) {
                    jobs.send(each);
                }
                jobs.close();
            });
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                scope.go(() -> {
                    for (Item each : jobs) {
                        each.begin(steps);
                    }
                });
            }
            scope.join();
        }
    }

    private void pipeline() throws InterruptedException {
        Channel<Item> halfDone = Channel.buffered(CAPACITY);
        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (Item each : items) {
                    each.begin(steps / 2);
                    halfDone.send(each);
                }
                halfDone.close();
            });
            scope.go(() -> {
                for (Item each : halfDone) {
                    each.goOn(steps / 2);
                }
            });
            scope.join();
        }
    }

    private long sum() {
        long sum = 0;
        for (Item each : items) {
            sum += each.state;
        }
        return sum;
    }
}
