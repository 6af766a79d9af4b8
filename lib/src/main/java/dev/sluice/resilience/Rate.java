package dev.sluice.resilience;

import java.time.Duration;

/**
 * The rate at which permits come.
 *
 * @param perSecond permits per second
 * @param burst the number of permits that a full bucket holds
 * @param warmUpNanos the time in which a cold limiter comes to its rate, or 0
 */
record Rate(double perSecond, long burst, long warmUpNanos) {
    private static final double SLOWEST = 1e-9;
    private static final double FASTEST = 1e10;
    private static final String RANGE = "from " + SLOWEST + " to " + FASTEST;
    private static final long LARGEST_BURST = 1L << 40;

    /** The part of the rate with which a cold limiter begins. */
    private static final double COLD = 1.0 / 3;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long MOST_BURST_UNITS = 1L << 60;

    /** Longer than a process lasts, and far from the end of a long. */
    private static final Duration LONGEST_WARM_UP = Duration.ofDays(366);

    Rate {
        if (!isRate(perSecond)) {
            throw new IllegalArgumentException("permits per second must be " + RANGE + ", was " + perSecond);
        }
        if (burst < 1 || burst > LARGEST_BURST) {
            throw new IllegalArgumentException("burst must be from 1 to " + LARGEST_BURST + ", was " + burst);
        }
    }

    private static boolean isRate(double perSecond) {
        return perSecond >= SLOWEST && perSecond <= FASTEST;
    }

    /** Returns the rate of this number of permits per second; as many may be saved up. */
    static Rate perSecond(double permits) {
        return new Rate(permits, Math.max(1, (long) Math.min(permits, FASTEST)), 0);
    }

    /** Returns the rate of this number of permits per period; as many may be saved up. */
    static Rate of(long permits, Duration period) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be at least 1, was " + permits);
        }
        double nanos = (double) Nanos.positive("period", period);
        double perSecond = (double) permits / nanos * NANOS_PER_SECOND;
        if (!isRate(perSecond)) {
            throw new IllegalArgumentException("permits in the period must be " + RANGE + " per second, was "
                    + perSecond + ": " + permits + " in " + period);
        }
        return new Rate(perSecond, Math.min(permits, LARGEST_BURST), 0);
    }

    Rate burst(long permits) {
        return new Rate(perSecond, permits, warmUpNanos);
    }

    Rate warmUp(Duration time) {
        long nanos = Nanos.positive("warm-up", time);
        if (time.compareTo(LONGEST_WARM_UP) > 0) {
            throw new IllegalArgumentException("warm-up must be at most " + LONGEST_WARM_UP + ", was " + time);
        }
        return new Rate(perSecond, burst, nanos);
    }

    /** Returns the number of units of a permit: about that of the nanoseconds it takes to come. */
    long permitUnits() {
        long units = Math.max(1, (long) (NANOS_PER_SECOND / perSecond));
        return Math.max(1, Math.min(units, MOST_BURST_UNITS / burst));
    }

    double unitsPerNano() {
        return (double) permitUnits() * (perSecond / NANOS_PER_SECOND);
    }

    /** Returns the number of units that have come, a time after the bucket began. */
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

    /** Returns the time in which the units up to a target come. */
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
