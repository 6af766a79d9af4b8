package dev.sluice.resilience;

import dev.sluice.Context;
import dev.sluice.Select;
import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rate limiter lets in so many calls in a time: it is a bucket into which permits fall at a steady rate until it is
 * full, and out of which each call takes one.
 *
 * {@snippet :
 * var limiter = RateLimiter.perSecond(50).burst(10);
 *
 * limiter.await();                                  // waits for its turn
 * if (!limiter.allow()) {
 *     return TOO_MANY_REQUESTS;                     // never waits
 * }
 * }
 *
 * <p>In any time t no more than {@code burst + rate * t} permits are used. A limiter begins full, or, with a {@link
 * #warmUp}, nearly empty. There is no thread and no timer behind it: how many permits there are follows from the clock.
 * Rates may be fractions, and no rounding adds up.
 *
 * <p>Those who wait have a turn each, in the order in which they came; so one who wants many permits isn't overtaken by
 * others who want few. Who gives up gives his turn back, for the next one to come.
 *
 * <p>A limiter is made with its options: {@link #burst} and {@link #warmUp} answer a <em>new</em> one. What is in use
 * is changed by {@link #change}. Limiters are safe for use by any number of threads. Memory consistency: a limiter
 * orders nothing between those who use it.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/time/rate">Go's package rate, with the same operations</a>
 */
public final class RateLimiter {
    /**
     * A turn that was taken at a limiter, to be used at once or later.
     *
     * <p>Reservations are safe for use by any number of threads.
     */
    public static final class Reservation {
        private static final VarHandle CANCELLED;

        static {
            try {
                CANCELLED = MethodHandles.lookup().findVarHandle(Reservation.class, "cancelled", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final TokenBucket bucket;
        private final long end;
        private final long units;
        private final long dueNanos;

        @SuppressWarnings("unused")
        private volatile boolean cancelled;

        Reservation(TokenBucket bucket, long end, long permits, long nowNanos) {
            this.bucket = bucket;
            this.end = end;
            this.units = permits * bucket.line.permitUnits();
            this.dueNanos = nowNanos + bucket.nanosUntil(end, nowNanos);
        }

        /**
         * Answers how long to wait before acting.
         *
         * @return the time from now on, zero if the turn has come
         */
        public Duration delay() {
            return Duration.ofNanos(nanosLeft());
        }

        private long nanosLeft() {
            return Math.max(0, dueNanos - World.current().nanoTime());
        }

        /**
         * Waits until the turn has come.
         *
         * @throws InterruptedException if interrupted or cancelled before; the reservation is cancelled
         */
        public void await() throws InterruptedException {
            boolean came = false;
            try {
                for (long left; (left = nanosLeft()) > 0; ) {
                    Nanos.sleep(left);
                }
                came = true;
            } finally {
                if (!came) {
                    giveBack();
                }
            }
        }

        private void await(Context context) throws InterruptedException {
            boolean came = false;
            try (var select = Select.open()) {
                var done = select.done(context);
                for (long left; (left = nanosLeft()) > 0; ) {
                    select.timeout(Duration.ofNanos(left));
                    if (select.await() == done) {
                        context.throwIfCancelled();
                    }
                }
                came = true;
            } finally {
                if (!came) {
                    giveBack();
                }
            }
        }

        /**
         * Gives the turn back, for another to take. To be called only by those who haven't acted on it.
         *
         * @return whether this call was the first to do so
         */
        public boolean cancel() {
            World.step("cancel", this);
            return giveBack();
        }

        private boolean giveBack() {
            if (!CANCELLED.compareAndSet(this, false, true)) {
                return false;
            }
            bucket.giveBack(end - units, end, World.current().nanoTime());
            return true;
        }

        /** Answers when it is due, for people to read. */
        @Override
        public String toString() {
            return "reservation (" + (cancelled ? "cancelled" : "due in " + delay()) + ")";
        }
    }

    private final Object changing = new Object();
    private volatile TokenBucket bucket;

    private RateLimiter(Rate rate) {
        bucket = TokenBucket.full(TokenBucket.Line.of(rate, World.current().nanoTime()));
    }

    /**
     * Creates a limiter that lets in so many calls in a second, and as many at once if there was nobody for a second.
     *
     * @param permits how many, from 10<sup>-9</sup> to 10<sup>10</sup>; the burst is this, without its fraction and at
     *     least 1
     * @return a full limiter
     * @throws IllegalArgumentException if the rate is out of range
     */
    public static RateLimiter perSecond(double permits) {
        return new RateLimiter(Rate.of(permits, Duration.ofSeconds(1)));
    }

    /**
     * Creates a limiter that lets in so many calls in each period, and as many at once if there was nobody for that
     * long.
     *
     * @param permits how many, at least 1; also the burst
     * @param period the time in which they come
     * @return a full limiter
     * @throws IllegalArgumentException if the number is less than 1, or the rate below 10<sup>-9</sup> or above
     *     10<sup>10</sup> permits per second
     */
    public static RateLimiter of(long permits, Duration period) {
        return new RateLimiter(Rate.of((double) permits, period));
    }

    /**
     * Answers a limiter that saves up so many permits.
     *
     * @param permits how many can be taken at once, from 1 to 2<sup>40</sup>
     * @return a new limiter
     * @throws IllegalArgumentException if the number is out of range
     */
    public RateLimiter burst(long permits) {
        return new RateLimiter(rate().burst(permits));
    }

    /**
     * Answers a limiter that comes to its rate slowly: after it was made, and whenever it was full for this long, it
     * has one permit, and begins with a third of its rate, which rises evenly to the whole. For what is slow at first:
     * caches to be filled, connections to be opened.
     *
     * @param time how long it takes to come to the full rate
     * @return a new limiter
     * @throws IllegalArgumentException if the time isn't more than zero and at most 366 days
     */
    public RateLimiter warmUp(Duration time) {
        return new RateLimiter(rate().warmUp(time));
    }

    private Rate rate() {
        return bucket.line.rate();
    }

    /**
     * Takes a permit if there is one; never waits.
     *
     * @return whether it was taken
     */
    public boolean allow() {
        return allow(1);
    }

    /**
     * Takes so many permits if there are as many; never waits.
     *
     * @param permits how many, at least 1
     * @return whether they were taken; false for more than the burst
     * @throws IllegalArgumentException if the number is less than 1
     */
    public boolean allow(long permits) {
        mustBePositive(permits);
        World.step("allow", this);
        long now = World.current().nanoTime();
        TokenBucket from = bucket;
        for (; ; ) {
            if (!from.canHold(permits)) {
                return false;
            }
            long end = from.take(permits, now, 0);
            if (end >= 0) {
                return true;
            }
            if (end == TokenBucket.DENIED) {
                return false;
            }
            from = other(from, end, now);
        }
    }

    /**
     * Takes a permit, and waits until it comes.
     *
     * @throws RateLimitedException if it would come only after the deadline of the current context: at once, nothing is
     *     taken
     * @throws InterruptedException if interrupted, or the goroutine cancelled, before; nothing is taken
     */
    public void await() throws InterruptedException {
        await(1);
    }

    /**
     * Takes so many permits, and waits until they come.
     *
     * @param permits how many, from 1 to the burst
     * @throws IllegalArgumentException if the number is out of range
     * @throws RateLimitedException if they would come only after the deadline of the current context: at once, nothing
     *     is taken
     * @throws InterruptedException if interrupted, or the goroutine cancelled, before; nothing is taken
     */
    public void await(long permits) throws InterruptedException {
        mustNotBeInterrupted();
        reserveBefore(permits, null).await();
    }

    /**
     * Takes a permit, and waits until it comes, for as long as a context lasts.
     *
     * @param context ends the wait when it's cancelled
     * @throws RateLimitedException if it would come only after the context's deadline: at once, nothing is taken
     * @throws dev.sluice.CancelledException if the context is cancelled before; nothing is taken
     * @throws InterruptedException if interrupted, or the goroutine cancelled, before; nothing is taken
     */
    public void await(Context context) throws InterruptedException {
        mustNotBeInterrupted();
        context.throwIfCancelled();
        Reservation reserved = reserveBefore(1, context);
        if (reserved.nanosLeft() > 0) {
            reserved.await(context);
        }
    }

    /**
     * Takes a permit, and waits until it comes if that isn't too long.
     *
     * @param timeout how long to wait
     * @return whether it was taken; false at once if it would take longer
     * @throws InterruptedException if interrupted, or the goroutine cancelled, before; nothing is taken
     */
    public boolean await(Duration timeout) throws InterruptedException {
        mustNotBeInterrupted();
        World.step("await", this);
        Reservation reserved = reserveWithin(1, Nanos.of(timeout));
        if (reserved == null) {
            return false;
        }
        reserved.await();
        return true;
    }

    /**
     * Takes a permit that may come only later; doesn't wait.
     *
     * @return the turn, to be used or cancelled
     */
    public Reservation reserve() {
        return reserve(1);
    }

    /**
     * Takes so many permits that may come only later; doesn't wait.
     *
     * {@snippet :
     * var turn = limiter.reserve(1);
     * if (turn.delay().compareTo(patience) > 0) {
     *     turn.cancel();
     *     throw new Busy(turn.delay());
     * }
     * turn.await();
     * }
     *
     * @param permits how many, from 1 to the burst
     * @return the turn, to be used or cancelled
     * @throws IllegalArgumentException if the number is out of range
     * @throws IllegalStateException if so many are reserved that the turn would come in more than a hundred years
     */
    public Reservation reserve(long permits) {
        World.step("reserve", this);
        Reservation reserved = reserveWithin(permits, Nanos.LONGEST);
        if (reserved == null) {
            throw new IllegalStateException("the turn of " + permits + " permits would never come: " + this);
        }
        return reserved;
    }

    private Reservation reserveBefore(long permits, @Nullable Context until) {
        World.step("await", this);
        Reservation reserved = reserveWithin(permits, 0);
        if (reserved != null) {
            return reserved;
        }
        Context context = until == null ? Context.current() : until;
        long nanosLeft = Nanos.untilDeadline(context);
        reserved = reserveWithin(permits, nanosLeft);
        if (reserved == null) {
            throw tooLate(latest(bucket).nanosFor(permits, World.current().nanoTime()), nanosLeft, this);
        }
        return reserved;
    }

    static RateLimitedException tooLate(long waitNanos, long nanosLeft, Object limiter) {
        var wait = Duration.ofNanos(waitNanos);
        return new RateLimitedException(
                "a permit would come in " + wait + ", after the deadline, which is in " + Duration.ofNanos(nanosLeft)
                        + ": " + limiter,
                wait);
    }

    private @Nullable Reservation reserveWithin(long permits, long mostNanos) {
        mustBePositive(permits);
        long now = World.current().nanoTime();
        TokenBucket from = bucket;
        for (; ; ) {
            if (!from.canHold(permits)) {
                throw new IllegalArgumentException("permits must be at most the burst of "
                        + from.line.rate().burst() + ", was " + permits);
            }
            long end = from.take(permits, now, mostNanos);
            if (end >= 0) {
                return new Reservation(from, end, permits, now);
            }
            if (end == TokenBucket.DENIED) {
                return null;
            }
            from = other(from, end, now);
        }
    }

    private static TokenBucket latest(TokenBucket from) {
        return Objects.requireNonNull(from.latest());
    }

    /** Answers the bucket to be asked instead of one that is out of use, or cold. */
    private TokenBucket other(TokenBucket from, long answer, long now) {
        TokenBucket next = answer == TokenBucket.COLD ? from.coolDown(now) : from.latest();
        publish();
        return Objects.requireNonNull(next);
    }

    /** Lets those who come from now on find the bucket in use without a detour. */
    private void publish() {
        synchronized (changing) {
            bucket = latest(bucket);
        }
    }

    /**
     * Changes the rate and the burst of this limiter. Permits that are there stay, as far as the burst allows; those
     * who have taken a turn keep it, and all who come after them go by the new rate.
     *
     * @param perSecond permits per second, from 10<sup>-9</sup> to 10<sup>10</sup>
     * @param burst how many permits are saved up, from 1 to 2<sup>40</sup>
     * @throws IllegalArgumentException if either is out of range; nothing has changed
     */
    public void change(double perSecond, long burst) {
        World.step("change", this);
        long now = World.current().nanoTime();
        synchronized (changing) {
            TokenBucket from = latest(bucket);
            Rate rate = from.line.rate();
            var changed = new Rate(perSecond, burst, rate.warmUpNanos());
            from.replace(TokenBucket.Line.of(changed, now), now);
            bucket = latest(from);
        }
    }

    /**
     * Answers how many permits a call could take now.
     *
     * @return the number at some instant during the call
     */
    public long available() {
        World.step("available", this);
        return latest(bucket).available(World.current().nanoTime());
    }

    static void mustBePositive(long permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be at least 1, was " + permits);
        }
    }

    static void mustNotBeInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Answers the rate and the burst, for people to read. */
    @Override
    public String toString() {
        Rate rate = rate();
        return "rate limiter (" + rate.perSecond() + " per second, burst " + rate.burst() + ")";
    }
}
