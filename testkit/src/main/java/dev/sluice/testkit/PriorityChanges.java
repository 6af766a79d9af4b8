package dev.sluice.testkit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines have random priorities, and of those that can run it is the highest that does; at a few random steps, the one
 * that runs becomes the lowest. It finds what needs one goroutine to be far ahead of, or far behind, all others.
 */
final class PriorityChanges implements Strategy {
    /*
     * This is PCT (Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of
     * Finding Bugs", 2010). A bug that needs d orderings is found with a chance of at least 1 / (n * k^(d-1)), for n
     * goroutines and k steps.
     *
     * The paper takes k as known. Here a seed must mean the same schedule always, whatever was run before, so k is drawn
     * too: a power of two from 8 to 1024. That costs a factor of eight at most, and less as schedules are short mostly.
     */
    private static final int LEAST_STEPS = 8;
    private static final int LENGTHS = 8;

    private final SplitMix random;
    private final int[] changes;
    private int steps;
    private long lowest;

    /** Creates a strategy for bugs of the given depth: one change fewer than that. */
    PriorityChanges(long seed, int depth) {
        this.random = new SplitMix(seed);
        int length = LEAST_STEPS << random.next(LENGTHS);
        changes = new int[depth - 1];
        Arrays.setAll(changes, _ -> random.next(length));
    }

    @Override
    public void meet(Goroutine started) {
        started.priority = random.next() >>> 1; // those that were lowered are negative
    }

    @Override
    public Goroutine pick(ReadyList ready, @Nullable Goroutine current) {
        int step = steps++;
        for (int change : changes) {
            if (step == change && current != null) {
                gaveWay(current);
            }
        }
        Goroutine highest = ready.at(0);
        for (int i = 1; i < ready.size(); i++) {
            if (ready.at(i).priority > highest.priority) {
                highest = ready.at(i);
            }
        }
        return highest;
    }

    @Override
    public void gaveWay(Goroutine goroutine) {
        goroutine.priority = --lowest;
    }

    @Override
    public int random(int bound) {
        return random.next(bound);
    }
}
