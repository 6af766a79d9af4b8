package dev.sluice.testkit;

import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;

/**
 * A clock that moves only when it's told to, for all of the library: its timers, deadlines, tickers and timed waits.
 *
 * {@snippet :
 * try (var clock = FakeClock.install()) {
 *     var session = new Session(Duration.ofMinutes(30));
 *     clock.advance(Duration.ofMinutes(30));
 *     assertTrue(session.isExpired());
 * }
 * }
 *
 * <p>It is for tests of one thread, or a few whose order doesn't matter; where it does, a {@linkplain Bubble bubble} has a
 * clock of its own, which needs no advancing. Threads run freely beside the clock. So after {@code advance} a thread that was
 * woken may still be on its way; {@link Eventually} waits for what it is to bring about.
 *
 * <p>The clock begins with the year 2000. It counts for the whole process while it's installed: install it before the threads
 * start, and close it when they have ended. It is safe for use by any number of threads.
 *
 * @see WithFakeClock
 */
public final class FakeClock implements AutoCloseable {
    private final FakeClockWorld world;
    private final World before;
    private boolean closed;

    private FakeClock(World before) {
        this.before = before;
        this.world = new FakeClockWorld(before);
    }

    /**
     * Puts a fake clock in the place of the real one.
     *
     * @return the clock, to be closed
     * @throws IllegalStateException if a fake clock is installed already, or the caller is in a bubble
     */
    public static FakeClock install() {
        if (Bubble.isInside()) {
            throw new IllegalStateException("a bubble has a fake clock of its own");
        }
        if (World.current() instanceof FakeClockWorld) {
            throw new IllegalStateException("a fake clock is installed already");
        }
        var clock = new FakeClock(World.current());
        World.use(clock.world);
        return clock;
    }

    /**
     * Moves the clock. What is due on the way comes to pass at its own time and in order: timers fire in this thread, and after
     * each wait that ends the clock stands until its thread waits again or has ended, for up to a second of real time.
     *
     * @param time how far, at least zero
     * @throws IllegalArgumentException if the time is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time must be at least 0, was " + time);
        }
        world.advance(time.toNanos());
    }

    /**
     * Returns the time.
     *
     * @return what the clock shows
     */
    public Instant now() {
        return world.now();
    }

    /**
     * Returns how far the clock was moved.
     *
     * @return the time since the clock was installed
     */
    public Duration elapsed() {
        return world.time().elapsed();
    }

    /** Puts the real clock back. For timed waits that are left, the fake clock goes on at the pace of the real one. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            World.use(before);
            world.release();
        }
    }
}
