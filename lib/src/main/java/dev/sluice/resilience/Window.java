package dev.sluice.resilience;

import dev.sluice.resilience.CircuitBreaker.Counts;

/** What a closed breaker remembers of the calls that have ended: safe for use by any number of threads. */
abstract sealed class Window permits CountWindow, TimeWindow {
    /** How a call ended. */
    static final int GOOD = 0;

    static final int FAILED = 1;
    static final int SLOW = 2;

    /**
     * Notes the end of a call.
     *
     * @param outcome GOOD, or FAILED and SLOW as bits
     * @return whether the breaker is to look at the counts: they may be worse than before
     */
    abstract boolean record(int outcome);

    abstract Counts counts();
}
