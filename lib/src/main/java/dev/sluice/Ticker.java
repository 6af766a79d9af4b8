package dev.sluice;

import java.time.Duration;

// Floor: channels
/**
 * A ticker is a channel that delivers the time at intervals.
 *
 * {@snippet :
 * try (var ticker = Ticker.every(Duration.ofSeconds(10))) {
 *     for (Instant _ : ticker) {
 *         report(); // every ten seconds, until interrupted
 *     }
 * }
 * }
 *
 * <p>Ticks are due at multiples of the interval, counted from the creation of the ticker: a slow receiver doesn't shift them. Ticks that
 * weren't received are skipped, so a late receiver gets one tick at once, and never a burst. Each tick goes to one receiver.
 *
 * <p>A ticker uses no thread and no timer, so one that is no longer used leaves nothing behind. Closing it ends the waits of its
 * receivers.
 *
 * <p>Tickers are safe for use by any number of threads. Memory consistency: actions before a close <i>happen-before</i> those
 * after a receive that reports it.
 */
public final class Ticker extends ClockChannel implements AutoCloseable {
    private Ticker(long periodNanos) {
        super(periodNanos);
    }

    /**
     * Creates a ticker whose first tick comes after one interval.
     *
     * @param interval the time between ticks, more than zero and at most 100 years
     * @return a running ticker
     * @throws IllegalArgumentException if the interval is out of range
     */
    public static Ticker every(Duration interval) {
        if (interval.isNegative() || interval.isZero() || interval.compareTo(Duration.ofDays(36_500)) > 0) {
            throw new IllegalArgumentException("interval must be more than 0 and at most 36500 days, was " + interval);
        }
        return new Ticker(interval.toNanos());
    }

    /** Stops the ticker, like {@link #cancel}: receivers see that it is closed. */
    @Override
    public void close() {
        cancel();
    }

    @Override
    String described() {
        return "ticker";
    }
}
