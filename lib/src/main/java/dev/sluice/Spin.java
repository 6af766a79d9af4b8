package dev.sluice;

import dev.sluice.runtime.World;

// Floor: waiting
/**
 * Whether to spin before parking, and for how long, learnt from what came of it.
 *
 * <p>Parking and being woken costs several times what a hand-off between two running goroutines does, but spinning for a
 * partner that doesn't run is time taken from it. So the budget doubles when the partner came in time, and halves when
 * it didn't, never to nothing: otherwise it could not learn that times have changed.
 *
 * <p>A goroutine that has just woken or started another one has it behind itself: in the queue of its own carrier, where it runs
 * as soon as this one parks. Spinning keeps it from that, unless another carrier takes it. So such a wait is spun in only now and
 * then: every time while that goes well, and less and less often, down to one in 64, while it doesn't.
 *
 * <p>Shared without synchronisation: a lost update only makes it learn more slowly.
 */
final class Spin {
    private static final int LEAST_NANOS = 200;
    private static final int MOST_NANOS = 8_000;
    private static final int CHECKS_PER_CLOCK_READ = 8;
    private static final int MOST_BETWEEN_TRIALS = 64;

    private int nanos = 2_000;
    private short betweenTrials = MOST_BETWEEN_TRIALS;
    private short untilTrial = MOST_BETWEEN_TRIALS;

    /**
     * Spins until the wait is matched or the budget is used up; returns whether it is matched.
     *
     * @param hasWoken whether the goroutine has woken or started another one since it last waited
     */
    boolean until(World world, Wait wait, boolean hasWoken) {
        if (!hasWoken) {
            return until(world, wait);
        }
        if (--untilTrial > 0) {
            return false;
        }
        boolean matched = until(world, wait);
        int next = matched ? 1 : Math.min(MOST_BETWEEN_TRIALS, betweenTrials * 2);
        betweenTrials = (short) next;
        untilTrial = (short) next;
        return matched;
    }

    private boolean until(World world, Wait wait) {
        int budget = nanos;
        long start = world.nanoTime();
        do {
            for (int i = 0; i < CHECKS_PER_CLOCK_READ; i++) {
                if (!wait.isAwaited()) {
                    if (budget < MOST_NANOS) {
                        nanos = Math.min(MOST_NANOS, budget * 2);
                    }
                    return true;
                }
                Thread.onSpinWait();
            }
        } while (world.nanoTime() - start < budget);
        if (budget > LEAST_NANOS) {
            nanos = Math.max(LEAST_NANOS, budget / 2);
        }
        return false;
    }
}
