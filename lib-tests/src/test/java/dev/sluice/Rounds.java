package dev.sluice;

import java.time.Duration;

/** Counts the rounds of a race: as many as fit into some time, but at least and at most so many. */
final class Rounds {
    /** Multiplies the time, for a longer soak than a build has time for. */
    private static final int SOAK = Integer.getInteger("sluice.soak", 1);

    private final long endNanos;
    private final int least;
    private final int most;
    private int begun;

    private Rounds(Duration time, int least, int most) {
        this.endNanos = System.nanoTime() + time.toNanos() * SOAK;
        this.least = least;
        this.most = most;
    }

    static Rounds in(Duration time, int least, int most) {
        return new Rounds(time, least, most * SOAK);
    }

    /** Begins another round, if there is to be one. */
    boolean next() {
        if (begun >= most || (begun >= least && System.nanoTime() - endNanos > 0)) {
            return false;
        }
        begun++;
        return true;
    }

    /** How many rounds have begun. */
    int begun() {
        return begun;
    }
}
