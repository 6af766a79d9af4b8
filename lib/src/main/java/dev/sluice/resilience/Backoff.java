package dev.sluice.resilience;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.runtime.World;
import java.time.Duration;

/**
 * A backoff says how long to wait before each further attempt at something that has failed.
 *
 * {@snippet :
 * var delays = Backoff.exponential(Duration.ofMillis(100)).max(Duration.ofSeconds(20)).delays();
 * while (!connect()) {
 *     Channel.after(delays.next()).receive();
 * }
 * }
 *
 * <p>Delays grow by a factor from the first to the longest, and are then made uneven by a <i>jitter</i>, so that
 * clients that have failed together don't come back together:
 *
 * <ul>
 *   <li>{@link #fullJitter}, the default: any time from zero to the delay.
 *   <li>{@link #decorrelatedJitter}: any time from the first delay to three times what was waited last; never near
 *       zero, and growing by chance.
 *   <li>{@link #noJitter}: the delay itself, for a single client.
 * </ul>
 *
 * <p>However many attempts there are, no delay is longer than the longest. Backoffs are immutable, and safe for use
 * by any number of threads.
 *
 * @see <a href="https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/">M. Brooker,
 *     Timeouts, retries, and backoff with jitter</a>
 */
@CheckReturnValue
public final class Backoff {
    private enum Jitter {
        NONE,
        FULL,
        DECORRELATED
    }

    /** Where delays stop growing, where nothing else is said. */
    private static final long DEFAULT_LONGEST = Duration.ofSeconds(30).toNanos();

    private static final double SPREAD = 3;
    private static final int BITS = 30;

    private final long firstNanos;
    private final long longestNanos;
    private final double factor;
    private final Jitter jitter;

    private Backoff(long firstNanos, long longestNanos, double factor, Jitter jitter) {
        this.firstNanos = firstNanos;
        this.longestNanos = longestNanos;
        this.factor = factor;
        this.jitter = jitter;
    }

    /**
     * Returns delays that double, up to 30 seconds, with full jitter.
     *
     * @param first the first delay, more than zero; if it's longer than 30 seconds, the longest too
     * @return a backoff
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    public static Backoff exponential(Duration first) {
        long nanos = Nanos.positive("first delay", first);
        return new Backoff(nanos, Math.max(nanos, DEFAULT_LONGEST), 2, Jitter.FULL);
    }

    /**
     * Returns delays that are all the same, without jitter.
     *
     * @param delay the delay, at least zero
     * @return a backoff
     * @throws IllegalArgumentException if the time is negative
     */
    public static Backoff fixed(Duration delay) {
        long nanos = Nanos.notNegative("delay", delay);
        return new Backoff(nanos, nanos, 1, Jitter.NONE);
    }

    /**
     * Returns a backoff with another longest delay.
     *
     * @param longest no delay is longer
     * @return a changed copy
     * @throws IllegalArgumentException if it is shorter than the first delay
     */
    public Backoff max(Duration longest) {
        long nanos = Nanos.notNegative("longest delay", longest);
        if (nanos < firstNanos) {
            throw new IllegalArgumentException(
                    "longest delay must be at least the first, " + Duration.ofNanos(firstNanos) + ", was " + longest);
        }
        return new Backoff(firstNanos, nanos, factor, jitter);
    }

    /**
     * Returns a backoff whose delays grow by another factor.
     *
     * @param factor how many times longer each delay is than the one before it, at least 1
     * @return a changed copy
     * @throws IllegalArgumentException if the factor is less than 1 or not finite
     */
    public Backoff factor(double factor) {
        if (!(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("factor must be at least 1 and finite, was " + factor);
        }
        return new Backoff(firstNanos, longestNanos, factor, jitter);
    }

    /**
     * Returns a backoff that waits for any time from zero to the delay.
     *
     * @return a changed copy
     */
    public Backoff fullJitter() {
        return new Backoff(firstNanos, longestNanos, factor, Jitter.FULL);
    }

    /**
     * Returns a backoff that waits for any time from the first delay to three times what was waited last.
     *
     * @return a changed copy
     */
    public Backoff decorrelatedJitter() {
        return new Backoff(firstNanos, longestNanos, factor, Jitter.DECORRELATED);
    }

    /**
     * Returns a backoff that waits for the delay itself.
     *
     * @return a changed copy
     */
    public Backoff noJitter() {
        return new Backoff(firstNanos, longestNanos, factor, Jitter.NONE);
    }

    /** The delays of one series of attempts, one after the other. For one thread at a time. */
    public final class Delays {
        private int number;
        private long lastNanos;

        private Delays() {}

        /**
         * Returns the next delay.
         *
         * @return how long to wait before the next attempt
         */
        public Duration next() {
            return Duration.ofNanos(nextNanos());
        }

        long nextNanos() {
            number = number == Integer.MAX_VALUE ? number : number + 1;
            lastNanos = nanos(number, lastNanos);
            return lastNanos;
        }

        /** Begins again with the first delay: to be called after a success. */
        public void reset() {
            number = 0;
            lastNanos = 0;
        }
    }

    /**
     * Begins a series of delays.
     *
     * @return the delays, the first of which comes next
     */
    public Delays delays() {
        return new Delays();
    }

    private long nanos(int number, long lastNanos) {
        return switch (jitter) {
            case NONE -> grown(number);
            case FULL -> between(0, grown(number));
            case DECORRELATED -> between(firstNanos, capped((double) Math.max(lastNanos, firstNanos) * SPREAD));
        };
    }

    private long grown(int number) {
        return capped((double) firstNanos * Math.pow(factor, number - 1));
    }

    private long capped(double nanos) {
        return Math.min((long) nanos, longestNanos); // the cast of what is too large for a long is the largest one
    }

    /** A number by chance, both ends included. */
    private static long between(long low, long high) {
        World world = World.current();
        long bits = (long) world.random(1 << BITS) << BITS | world.random(1 << BITS);
        double part = (double) (bits >>> (2 * BITS - 53)) * 0x1.0p-53;
        return Math.min(high, low + (long) (((double) (high - low) + 1) * part));
    }

    /** Returns the delays. */
    @Override
    public String toString() {
        return "backoff (" + Duration.ofNanos(firstNanos) + " times " + factor + " up to "
                + Duration.ofNanos(longestNanos) + ", " + jitter.name().toLowerCase(java.util.Locale.ROOT) + " jitter)";
    }
}
