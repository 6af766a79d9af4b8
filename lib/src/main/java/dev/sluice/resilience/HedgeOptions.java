package dev.sluice.resilience;

import dev.sluice.function.CheckReturnValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link Hedge} that is still to be made.
 *
 * {@snippet :
 * Hedge hedge = Hedge.atPercentile(95, Duration.ofMillis(50)).attempts(3).budget(budget).build();
 * }
 *
 * <p>By default a hedge makes two attempts, and has no budget.
 *
 * <p>Options are immutable: each method returns a changed copy, and {@link #build} makes a new hedge each time, which has
 * learned nothing yet. They are safe for use by any number of threads.
 */
@CheckReturnValue
public final class HedgeOptions {
    private final double percentile;
    private final long delayNanos;
    private final int attempts;
    private final @Nullable RetryBudget budget;

    private HedgeOptions(double percentile, long delayNanos, int attempts, @Nullable RetryBudget budget) {
        this.percentile = percentile;
        this.delayNanos = delayNanos;
        this.attempts = attempts;
        this.budget = budget;
    }

    /** Returns the options of a hedge that learns its delay, or doesn't if the percentile is 0. */
    static HedgeOptions of(double percentile, long delayNanos) {
        return new HedgeOptions(percentile, delayNanos, 2, null);
    }

    /**
     * Returns options for a hedge with another number of attempts, each of which begins one delay after the one before
     * it.
     *
     * @param most the number of attempts, at least 1
     * @return a changed copy
     * @throws IllegalArgumentException if the number is less than 1
     */
    public HedgeOptions attempts(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, was " + most);
        }
        return new HedgeOptions(percentile, delayNanos, most, budget);
    }

    /**
     * Returns options for a hedge that begins further attempts only while a budget allows it. Attempts that run are never
     * ended by it.
     *
     * @param shared the budget, for all calls to the same thing
     * @return a changed copy
     */
    public HedgeOptions budget(RetryBudget shared) {
        return new HedgeOptions(percentile, delayNanos, attempts, Objects.requireNonNull(shared, "budget"));
    }

    /**
     * Makes a hedge with these options.
     *
     * @return a new hedge
     */
    public Hedge build() {
        return new Hedge(percentile == 0 ? null : new Latencies(percentile), delayNanos, attempts, budget);
    }

    /** Returns the options. */
    @Override
    public String toString() {
        return "options of a hedge of " + attempts + " attempts";
    }
}
