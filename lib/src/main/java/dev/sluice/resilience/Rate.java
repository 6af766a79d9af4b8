package dev.sluice.resilience;

import java.time.Duration;

/**
 * How fast permits come, how many may be saved up, and how slowly it begins.
 *
 * @param perSecond permits per second
 * @param burst how many permits a full bucket holds
 * @param warmUpNanos how long a cold limiter takes to come to its rate, or 0
 */
record Rate(double perSecond, long burst, long warmUpNanos) {
    static final double SLOWEST = 1e-9;
    static final double FASTEST = 1e10;
    static final long LARGEST_BURST = 1L << 40;

    /** The part of the rate with which a cold limiter begins. */
    private static final double COLD = 1.0 / 3;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long MOST_BURST_UNITS = 1L << 60;

    /** One year more than anybody's process lasts, and far from the end of a long. */
    private static final Duration LONGEST_WARM_UP = Duration.ofDays(366);

    Rate {
        if (!(perSecond >= SLOWEST && perSecond <= FASTEST)) {
            throw new IllegalArgumentException(
                    "rate must be from " + SLOWEST + " to " + FASTEST + " permits per second, was " + perSecond);
        }
        if (burst < 1 || burst > LARGEST_BURST) {
            throw new IllegalArgumentException("burst must be from 1 to " + LARGEST_BURST + ", was " + burst);
        }
    }

    /** The rate of so many permits in each period; as many may be saved up. */
    static Rate of(double permits, Duration period) {
        long nanos = Nanos.positive("period", period);
        if (!(permits > 0)) {
            throw new IllegalArgumentException("permits must be more than 0, was " + permits);
        }
        return new Rate(
                permits / (double) nanos * NANOS_PER_SECOND,
                Math.max(1, (long) Math.min(permits, (double) LARGEST_BURST)),
                0);
    }

    Rate burst(long permits) {
        return new Rate(perSecond, permits, warmUpNanos);
    }

    Rate perSecond(double permits) {
        return new Rate(permits, burst, warmUpNanos);
    }

    Rate warmUp(Duration time) {
        if (time.compareTo(LONGEST_WARM_UP) > 0) {
            throw new IllegalArgumentException("warm-up must be at most " + LONGEST_WARM_UP + ", was " + time);
        }
        return new Rate(perSecond, burst, Nanos.positive("warm-up", time));
    }

    /** How many units a permit is: about as many as it takes nanoseconds to come. */
    long permitUnits() {
        long units = Math.max(1, (long) (NANOS_PER_SECOND / perSecond));
        return Math.max(1, Math.min(units, MOST_BURST_UNITS / burst));
    }

    double unitsPerNano() {
        return (double) permitUnits() * (perSecond / NANOS_PER_SECOND);
    }

    /** How many units have come, a time after the bucket began. */
    static long refilled(double unitsPerNano, long warmUpNanos, long elapsedNanos) {
        if (elapsedNanos >= warmUpNanos) {
            return (long) (((double) elapsedNanos - (double) warmUpNanos * COLD) * unitsPerNano);
        }
        if (elapsedNanos <= 0) {
            return 0; // the clock has gone back to before the beginning
        }
        double warmth = (double) elapsedNanos / (double) warmUpNanos;
        return (long) ((double) elapsedNanos * (COLD + (1 - COLD) / 2 * warmth) * unitsPerNano);
    }

    /** How long it takes for so many units more to come. */
    static long nanosUntil(double unitsPerNano, long warmUpNanos, long elapsedNanos, long refilled, long target) {
        if (target <= refilled) {
            return 0;
        }
        if (elapsedNanos >= warmUpNanos) {
            return Math.max(1, (long) Math.ceil((double) (target - refilled) / unitsPerNano));
        }
        double whenWarm = (double) target / unitsPerNano + (double) warmUpNanos * COLD;
        double when = whenWarm;
        if (whenWarm < (double) warmUpNanos) {
            // The positive root of: target = elapsed * (COLD + (1 - COLD) / 2 * elapsed / warmUp) * unitsPerNano
            double slope = (1 - COLD) / 2 / (double) warmUpNanos;
            when = (Math.sqrt(COLD * COLD + 4 * slope * ((double) target / unitsPerNano)) - COLD) / (2 * slope);
        }
        return Math.max(1, (long) Math.ceil(when) - elapsedNanos);
    }
}
