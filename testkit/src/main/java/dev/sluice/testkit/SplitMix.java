package dev.sluice.testkit;

/** Random numbers that are the same on every JVM (SplitMix64, Steele, Lea and Flood, 2014). */
final class SplitMix {
    private long state;

    SplitMix(long seed) {
        this.state = seed;
    }

    long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** A number of at least 0 and less than the bound. */
    int next(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }
}
