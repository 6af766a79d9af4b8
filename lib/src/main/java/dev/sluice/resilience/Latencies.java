package dev.sluice.resilience;

import java.util.Arrays;

/** The durations of the last calls, and a percentile of them. Safe for use by any number of threads. */
final class Latencies {
    private static final int SIZE = 128;

    /** The percentile is computed each time when this number of calls have ended. */
    private static final int STEP = 16;

    private final double percentile;

    // Guarded by the monitor.
    private final long[] nanos = new long[SIZE];
    private int next;
    private int count;

    /** The percentile, or -1 while too little is known. */
    private volatile long knownNanos = -1;

    Latencies(double percentile) {
        this.percentile = percentile;
    }

    synchronized void record(long taken) {
        nanos[next] = taken;
        next = (next + 1) % SIZE;
        count = Math.min(count + 1, SIZE);
        if (next % STEP == 0) {
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            knownNanos = sorted[(int) (percentile / 100 * count)];
        }
    }

    /** Returns the percentile, or something else while too little is known. */
    long percentileNow(long otherwise) {
        long known = knownNanos;
        return known < 0 ? otherwise : known;
    }
}
