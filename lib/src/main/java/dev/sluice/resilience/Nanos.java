package dev.sluice.resilience;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Times as numbers of nanoseconds, which never overflow: what is too long is {@link #LONGEST}. */
final class Nanos {
    /** 146 years: two of them still fit into a long, so a moment so far ahead can be compared with the present one. */
    static final long LONGEST = Long.MAX_VALUE / 2;

    private Nanos() {}

    static long of(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.toSeconds() >= LONGEST / 1_000_000_000 ? LONGEST : duration.toNanos();
    }

    static long positive(String what, Duration duration) {
        Objects.requireNonNull(duration, what);
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(what + " must be more than 0, was " + duration);
        }
        return of(duration);
    }

    static long notNegative(String what, Duration duration) {
        Objects.requireNonNull(duration, what);
        if (duration.isNegative()) {
            throw new IllegalArgumentException(what + " must be at least 0, was " + duration);
        }
        return of(duration);
    }

    /** Returns the time until the deadline of the current context. */
    static long untilDeadline() {
        return untilDeadline(Context.current());
    }

    static long untilDeadline(Context context) {
        Instant deadline = context.deadline();
        return deadline == null ? LONGEST : of(Duration.between(World.current().now(), deadline));
    }

    /** Waits. An interrupt or a cancellation ends the wait, and also counts if it comes together with the wait's end. */
    static void sleep(long nanos) throws InterruptedException {
        Channel.after(Duration.ofNanos(nanos)).receive();
        Context.checkpoint();
    }
}
