package dev.sluice.bench.pipelines;

/** What the stages do with an item. */
final class Work {
    private static final int STEPS = 60;

    private Work() {}

    /** The first stage. */
    static Long first(int item) {
        return mixed(item);
    }

    /** The second stage. */
    static Long second(long item) {
        return mixed(item);
    }

    /** What the second stage lets through: one of two. */
    static boolean isKept(long item) {
        return item < 0;
    }

    /** Answers what the third stage adds up. */
    static long sum(int items) {
        long sum = 0;
        for (int i = 0; i < items; i++) {
            long item = second(first(i));
            sum += isKept(item) ? item : 0;
        }
        return sum;
    }

    private static long mixed(long from) {
        long state = from;
        for (int i = 0; i < STEPS; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
        }
        return state;
    }
}
