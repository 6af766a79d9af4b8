package dev.sluice.flow;

import java.time.Duration;

/** Checks of numbers and durations: what is refused is refused at once, with its name and its value. */
final class Arguments {
    /** The largest number of goroutines that one stage may have. */
    static final int MAX_WORKERS = 1 << 20;

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Arguments() {}

    static int atLeastOne(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, was " + number);
        }
        return number;
    }

    static long atLeastZero(String what, long number) {
        if (number < 0) {
            throw new IllegalArgumentException(what + " must be at least 0, was " + number);
        }
        return number;
    }

    /** Checks a number of goroutines. */
    static int workers(String what, int number) {
        if (number < 1 || number > MAX_WORKERS) {
            throw new IllegalArgumentException(what + " must be from 1 to " + MAX_WORKERS + ", was " + number);
        }
        return number;
    }

    static Duration positive(String what, Duration time) {
        if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " must be more than 0 and at most " + LONGEST.toDays() + " days, was " + time);
        }
        return time;
    }
}
