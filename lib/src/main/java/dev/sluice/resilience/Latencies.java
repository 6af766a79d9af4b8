package dev.sluice.resilience;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How long the last calls have taken, and a percentile of that. Safe for use by any number of threads. */
final class Latencies {
    private static final int SIZE = 128;

    /** So many calls have to end before the percentile is known, and it's computed anew each time as many have. */
    private static final int STEP = 16;

    private final double percentile;

    // Guarded by the monitor.
    private final long[] nanos = new long[SIZE];
    private int next;
    private int count;

    private volatile @Nullable Duration known;

    Latencies(double percentile) {
        this.percentile = percentile;
    }

    double percentile() {
        return percentile;
    }

    synchronized void record(long taken) {
        nanos[next] = taken;
        next = (next + 1) % SIZE;
        count = Math.min(count + 1, SIZE);
        if (next % STEP == 0) {
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            known = Duration.ofNanos(sorted[(int) (percentile / 100 * count)]);
        }
    }

    /** Answers the percentile, or null while too little is known. */
    @Nullable
    Duration percentileNow() {
        return known;
    }
}
