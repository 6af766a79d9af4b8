package dev.sluice.resilience;

import dev.sluice.function.CheckReturnValue;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link RateLimiter} that is still to be made.
 *
 * {@snippet :
 * RateLimiter limiter = RateLimiter.perSecond(50).burst(10).warmUp(Duration.ofSeconds(30)).build();
 * }
 *
 * <p>Options are immutable: each method returns a changed copy, and {@link #build} makes a new limiter each time. They
 * are safe for use by any number of threads.
 */
@CheckReturnValue
public final class RateLimiterOptions {
    private final Rate rate;
    private final @Nullable String name;

    RateLimiterOptions(Rate rate) {
        this(rate, null);
    }

    private RateLimiterOptions(Rate rate, @Nullable String name) {
        this.rate = rate;
        this.name = name;
    }

    /**
     * Returns options for a limiter with a name, which messages and reports show. Without a name, reports leave it out.
     *
     * @param name the name
     * @return a changed copy
     */
    public RateLimiterOptions named(String name) {
        return new RateLimiterOptions(rate, Objects.requireNonNull(name, "name"));
    }

    /**
     * Returns options for a limiter with another burst.
     *
     * @param permits the number of permits that are saved up and can be taken at once, from 1 to 2<sup>40</sup>
     * @return a changed copy
     * @throws IllegalArgumentException if the number is out of range
     */
    public RateLimiterOptions burst(long permits) {
        return new RateLimiterOptions(rate.burst(permits), name);
    }

    /**
     * Returns options for a limiter that comes to its rate slowly: when it was made, and whenever it was full for this
     * time, it has one permit and begins with a third of its rate, which rises evenly to the whole. For what is slow at
     * first: caches to be filled, connections to be opened.
     *
     * @param time the time in which it comes to the full rate, more than zero and at most 366 days
     * @return a changed copy
     * @throws IllegalArgumentException if the time is out of range
     */
    public RateLimiterOptions warmUp(Duration time) {
        return new RateLimiterOptions(rate.warmUp(time), name);
    }

    /**
     * Makes a limiter with these options.
     *
     * @return a new limiter, full, or nearly empty with a {@link #warmUp}
     */
    public RateLimiter build() {
        return new RateLimiter(rate, name);
    }

    /** Returns the options. */
    @Override
    public String toString() {
        return "options of " + RateLimiter.called("a rate limiter", name) + " (" + rate.perSecond()
                + " per second, burst " + rate.burst() + ")";
    }
}
