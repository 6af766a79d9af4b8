package dev.sluice.bench.resilience;

import java.time.Duration;

/** The terms on which all policies work. */
final class Terms {
    /** More permits in a second than anybody can take, so that there is always one left. */
    static final int PLENTY_PER_SECOND = 1_000_000_000;

    /** In which the only permit of a limiter comes again: in no measurement. */
    static final Duration LONG = Duration.ofHours(10);

    /** A breaker opens when half of these calls have failed, and not before there were as many. */
    static final int WINDOW_CALLS = 100;

    static final int FAILED_PERCENT = 50;
    static final Duration WINDOW_TIME = Duration.ofSeconds(10);

    static final int ATTEMPTS = 3;
    static final Duration FIRST_DELAY = Duration.ofMillis(100);
    static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    private Terms() {}
}
