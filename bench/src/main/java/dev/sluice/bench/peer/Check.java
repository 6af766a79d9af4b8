package dev.sluice.bench.peer;

/** Looks at what has arrived: a benchmark that loses values measures nothing. */
public final class Check {
    private Check() {}

    /** Answers the n-th value that is sent: one of those integers that always exist. */
    public static Integer value(int n) {
        return n & 127;
    }

    /** Answers the sum of the first so many values. */
    public static long sum(int values) {
        long whole = values >> 7;
        long rest = values & 127;
        return whole * (127 * 128 / 2) + rest * (rest - 1) / 2;
    }

    /** Answers what has arrived, or throws if it isn't what was sent. */
    public static long equal(long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("should have been " + expected + ", was " + actual);
        }
        return actual;
    }
}
