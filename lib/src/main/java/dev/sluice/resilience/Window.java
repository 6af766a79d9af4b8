package dev.sluice.resilience;

import dev.sluice.resilience.CircuitBreaker.Counts;
import org.jspecify.annotations.Nullable;

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
     * @return the counts right after this call, if the breaker is to judge by them; null if they can't be a reason to open
     */
    abstract @Nullable Counts record(int outcome);

    abstract Counts counts();
}
