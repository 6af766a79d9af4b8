package dev.sluice.testkit;

import java.time.Duration;

/**
 * How long a {@linkplain Bubble bubble} may go on.
 *
 * @param patience how long, in real time, one goroutine may run without an operation of the library before it counts as
 *     blocked by something else
 * @param steps how many operations there may be before the code counts as an endless loop
 */
public record Limits(Duration patience, long steps) {
    /** Three seconds, and five million steps. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(3), 5_000_000);

    /** Checks the values. */
    public Limits {
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("patience must be more than 0, was " + patience);
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, was " + steps);
        }
    }

    /**
     * Returns limits like these with another patience.
     *
     * @param patience how long one goroutine may run without an operation of the library
     * @return new limits
     */
    public Limits patience(Duration patience) {
        return new Limits(patience, steps);
    }

    /**
     * Returns limits like these with another number of steps.
     *
     * @param steps how many operations there may be
     * @return new limits
     */
    public Limits steps(long steps) {
        return new Limits(patience, steps);
    }
}
