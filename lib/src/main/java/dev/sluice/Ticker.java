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
 * <p>Ticks lie on the grid that begins when the ticker is made: a slow receiver doesn't shift them. Ticks that weren't taken
 * are left out, so a receiver that comes late gets one tick at once, and never a burst. Each tick goes to one receiver.
 *
 * <p>There is no thread and no timer behind it, so a ticker that is dropped leaves nothing behind; closing it ends the wait of
 * those that receive from it.
 *
 * <p>Tickers are safe for use by any number of threads. Memory consistency: actions before a close <i>happen-before</i> those
 * after a receive that says so.
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

    /** Stops the ticker, like {@link #cancel}: receivers are told that it is closed. */
    @Override
    public void close() {
        cancel();
    }

    @Override
    String described() {
        return "ticker";
    }
}
