package dev.sluice;

import dev.sluice.runtime.World;

/**
 * How long to spin before parking, learnt from what came of it.
 *
 * <p>Parking and being woken costs several times what a hand-off between two running goroutines does, but spinning for a
 * partner that doesn't run is time taken from it. So the budget doubles when the partner came in time, and halves when
 * it didn't, never to nothing: otherwise it could not learn that times have changed.
 *
 * <p>Shared without synchronisation: a lost update only makes it learn more slowly.
 */
final class Spin {
    private static final int LEAST_NANOS = 200;
    private static final int MOST_NANOS = 8_000;
    private static final int CHECKS_PER_CLOCK_READ = 32;

    private int nanos = 2_000;

    /** Spins until the wait is matched or the budget is used up; answers whether it is matched. */
    boolean until(World world, Wait wait) {
        int budget = nanos;
        long start = world.nanoTime();
        do {
            for (int i = 0; i < CHECKS_PER_CLOCK_READ; i++) {
                if (wait.isMatched()) {
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
