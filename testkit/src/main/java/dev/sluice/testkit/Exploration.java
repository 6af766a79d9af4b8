package dev.sluice.testkit;

import java.util.List;

/**
 * What was explored by the runs of a {@linkplain Bubble bubble}, none of which has failed.
 *
 * @param runs how many there were
 * @param distinct how many different {@linkplain Schedule schedules} they had; where it is one, the goroutines had no choice
 * @param steps how many steps they took in all
 * @param switches how often a goroutine was stopped between two steps for another one to go on
 * @param inside which packages and classes they looked into; empty if the operations of the library were all
 */
public record Exploration(int runs, int distinct, long steps, long switches, List<String> inside) {
    /** Copies the list. */
    public Exploration {
        inside = List.copyOf(inside);
    }

    /** Returns all that in words. */
    @Override
    public String toString() {
        return "%,d schedules, %,d of them distinct, with %,d steps and %,d switches, %s"
                .formatted(
                        runs,
                        distinct,
                        steps,
                        switches,
                        inside.isEmpty()
                                ? "at operations of the library only"
                                : "inside of " + String.join(", ", inside));
    }
}
