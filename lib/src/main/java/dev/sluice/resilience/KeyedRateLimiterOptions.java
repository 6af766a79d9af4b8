package dev.sluice.resilience;

import dev.sluice.function.CheckReturnValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link KeyedRateLimiter} that is still to be made.
 *
 * {@snippet :
 * KeyedRateLimiter<InetAddress> perClient = KeyedRateLimiter.perSecond(2).burst(10).maxKeys(100_000).build();
 * }
 *
 * <p>Options are immutable: each method returns a changed copy, and {@link #build} makes a new limiter each time. They
 * are safe for use by any number of threads.
 */
@CheckReturnValue
public final class KeyedRateLimiterOptions {
    private static final int DEFAULT_MAX_KEYS = 1_000_000;

    private final Rate rate;
    private final long maxKeys;
    private final @Nullable String name;

    private KeyedRateLimiterOptions(Rate rate, long maxKeys, @Nullable String name) {
        this.rate = rate;
        this.maxKeys = maxKeys;
        this.name = name;
    }

    static KeyedRateLimiterOptions of(Rate rate) {
        return new KeyedRateLimiterOptions(rate, DEFAULT_MAX_KEYS, null);
    }

    /**
     * Returns options for a limiter with another burst.
     *
     * @param permits the number of permits that are saved up for each key and can be taken at once, from 1 to
     *     2<sup>40</sup>
     * @return a changed copy
     * @throws IllegalArgumentException if the number is out of range
     */
    public KeyedRateLimiterOptions burst(long permits) {
        return new KeyedRateLimiterOptions(rate.burst(permits), maxKeys, name);
    }

    /**
     * Returns options for a limiter that keeps buckets for at most this number of keys.
     *
     * @param most the number of keys, at least 1; the default is a million
     * @return a changed copy
     * @throws IllegalArgumentException if the number is less than 1
     */
    public KeyedRateLimiterOptions maxKeys(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("max keys must be at least 1, was " + most);
        }
        return new KeyedRateLimiterOptions(rate, most, name);
    }

    /**
     * Returns options for a limiter with a name, which messages and reports show. Without a name, reports leave it out.
     *
     * @param name the name
     * @return a changed copy
     */
    public KeyedRateLimiterOptions named(String name) {
        return new KeyedRateLimiterOptions(rate, maxKeys, Objects.requireNonNull(name, "name"));
    }

    /**
     * Makes a limiter with these options.
     *
     * @param <K> the type of the keys
     * @return a new limiter, in which the bucket of each key is full
     */
    public <K> KeyedRateLimiter<K> build() {
        return new KeyedRateLimiter<>(rate, maxKeys, name);
    }

    /** Returns the options. */
    @Override
    public String toString() {
        return "options of " + RateLimiter.called("a keyed rate limiter", name) + " (" + rate.perSecond()
                + " per second, burst " + rate.burst() + ", at most " + maxKeys + " keys)";
    }
}
