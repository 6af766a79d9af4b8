package dev.sluice.testkit;

import org.jspecify.annotations.Nullable;

/** A strategy decides which of several goroutines runs next, and draws the library's random numbers. */
interface Strategy {
    /** The strategy that belongs to a seed: a random walk for the odd ones, changes of priority for the even ones. */
    static Strategy of(long seed) {
        return (seed & 1) != 0 ? new RandomWalk(seed) : new PriorityChanges(seed, 2 + (int) (seed >>> 1 & 1));
    }

    /**
     * Picks the goroutine that runs next.
     *
     * @param ready those that can run, two at least
     * @param current the one that has run until now, and is among them; or null if it has parked or ended
     */
    Goroutine pick(ReadyList ready, @Nullable Goroutine current);

    /** Draws a number of at least 0 and less than the bound. */
    int random(int bound);

    /** Gets to know a goroutine that is about to be ready for the first time. */
    default void meet(Goroutine started) {}

    /** Takes note that a goroutine has let others go first of its own accord, or been made to. */
    default void gaveWay(Goroutine goroutine) {}
}
