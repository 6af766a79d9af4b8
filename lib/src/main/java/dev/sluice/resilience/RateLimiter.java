package dev.sluice.resilience;

import dev.sluice.Context;
import dev.sluice.Select;
import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.inspect.PolicyState;
import dev.sluice.internal.Policies;
import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A rate limiter lets calls through at a limited rate. It is a bucket into which permits fall at a steady rate until it
 * is full, and from which each call takes one.
 *
 * {@snippet :
 * RateLimiter limiter = RateLimiter.perSecond(50).burst(10).build();
 *
 * limiter.await();                                  // waits for its turn
 * if (!limiter.allow()) {
 *     return TOO_MANY_REQUESTS;                     // never waits
 * }
 * }
 *
 * <p>In any time t no more than {@code burst + rate * t} permits are used. A limiter begins full, or, with a {@link
 * RateLimiterOptions#warmUp warm-up}, nearly empty. There is no thread and no timer behind it: the number of permits
 * follows from the clock. Rates may be fractions, and rounding errors don't add up.
 *
 * <p>Callers that wait have a turn each, in the order in which they came; so a caller that wants many permits isn't
 * overtaken by others that want few. A caller that gives up returns its turn, for the next one to come.
 *
 * <p>A caller that is interrupted, or whose context is cancelled, before its turn has come takes nothing and gets an
 * {@link InterruptedException}, even if there is a permit. A permit that would come only at the deadline of the current
 * context or later is refused at once.
 *
 * <p>The rate of a limiter in use is changed by {@link #change}. Limiters are safe for use by any number of threads.
 * Memory consistency: a limiter orders nothing between its users.
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
         * Returns how long to wait before acting.
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
         * @throws IllegalStateException if the reservation was cancelled
         * @throws InterruptedException if the thread is interrupted, or its context cancelled, before; the reservation is
         *     cancelled
         */
        public void await() throws InterruptedException {
            awaitTurn(() -> {
                Context.checkpoint();
                for (long left; (left = nanosLeft()) > 0; ) {
                    Nanos.sleep(left);
                }
            });
        }

        /** Waits also for the cancellation of a context, which isn't that of the caller. */
        private void await(Context context) throws InterruptedException {
            awaitTurn(() -> {
                for (long left; (left = nanosLeft()) > 0; ) {
                    try (var select = Select.open().ordered()) {
                        select.done(context);
                        select.timeout(Duration.ofNanos(left));
                        select.await();
                    }
                    Context.checkpoint();
                    context.throwIfCancelled();
                }
            });
        }

        private void awaitTurn(CheckedRunnable<InterruptedException> wait) throws InterruptedException {
            if (cancelled) {
                throw new IllegalStateException("the reservation was cancelled");
            }
            boolean came = false;
            try {
                wait.run();
                came = true;
            } finally {
                if (!came) {
                    giveBack();
                }
            }
        }

        /**
         * Gives the turn back, for another caller to take. It must not be called after the turn was used.
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

        /** Returns when it is due. */
        @Override
        public String toString() {
            return "reservation (" + (cancelled ? "cancelled" : "due in " + delay()) + ")";
        }
    }

    private final @Nullable String name;
    private final Object changing = new Object();
    private volatile TokenBucket bucket;

    RateLimiter(Rate rate, @Nullable String name) {
        this.name = name;
        bucket = TokenBucket.full(TokenBucket.Line.of(rate, World.current().nanoTime()));
        if (name != null) {
            Policies.add(this, each -> each.look(name));
        }
    }

    /**
     * Returns the options of a limiter with a number of permits in each second, to be changed and then {@linkplain
     * RateLimiterOptions#build built}.
     *
     * @param permits the number of permits, from 10<sup>-9</sup> to 10<sup>10</sup>; the burst is this, without its
     *     fraction and at least 1
     * @return the options
     * @throws IllegalArgumentException if the rate is out of range
     */
    @CheckReturnValue
    public static RateLimiterOptions perSecond(double permits) {
        return new RateLimiterOptions(Rate.perSecond(permits));
    }

    /**
     * Returns the options of a limiter with a number of permits in each period, to be changed and then {@linkplain
     * RateLimiterOptions#build built}.
     *
     * @param permits the number of permits, at least 1; up to 2<sup>40</sup> it is also the burst
     * @param period the time in which they come, more than zero
     * @return the options
     * @throws IllegalArgumentException if the number is less than 1, the period not more than zero, or the rate below
     *     10<sup>-9</sup> or above 10<sup>10</sup> permits per second
     */
    @CheckReturnValue
    public static RateLimiterOptions of(long permits, Duration period) {
        return new RateLimiterOptions(Rate.of(permits, period));
    }

    /**
     * Takes a permit if there is one; never waits.
     *
     * @return whether it was taken
     */
    @CheckReturnValue
    public boolean allow() {
        return allow(1);
    }

    /**
     * Takes a number of permits if there are as many; never waits.
     *
     * @param permits the number, at least 1
     * @return whether they were taken; false for more than the burst
     * @throws IllegalArgumentException if the number is less than 1
     */
    @CheckReturnValue
    public boolean allow(long permits) {
        mustBePositive(permits);
        World.step("allow", this);
        return takeNow(permits);
    }

    /**
     * Takes a permit, and waits until it comes.
     *
     * @throws RateLimitedException if it would come only at the deadline of the current context or later: at once,
     *     nothing is taken
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, before; nothing is taken
     */
    public void await() throws InterruptedException {
        await(1);
    }

    /**
     * Takes a number of permits, and waits until they come.
     *
     * @param permits the number, from 1 to the burst
     * @throws IllegalArgumentException if the number is out of range
     * @throws RateLimitedException if they would come only at the deadline of the current context or later: at once,
     *     nothing is taken
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, before; nothing is taken
     */
    public void await(long permits) throws InterruptedException {
        mustBePositive(permits);
        Context.checkpoint();
        World.step("await", this);
        if (!takeNow(permits)) {
            reserveBefore(permits, Nanos.untilDeadline()).await();
        }
    }

    /**
     * Takes a permit, and waits until it comes, as long as another context isn't cancelled.
     *
     * @param context ends the wait when it's cancelled
     * @throws RateLimitedException if it would come only at the deadline of either context or later: at once, nothing is
     *     taken
     * @throws dev.sluice.CancelledException if the given context is cancelled before, and the current one isn't; nothing
     *     is taken
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, before; nothing is taken
     */
    public void await(Context context) throws InterruptedException {
        Context.checkpoint();
        context.throwIfCancelled();
        World.step("await", this);
        if (!takeNow(1)) {
            reserveBefore(1, Math.min(Nanos.untilDeadline(), Nanos.untilDeadline(context)))
                    .await(context);
        }
    }

    /**
     * Takes a permit, and waits until it comes if that isn't too long.
     *
     * @param timeout the longest time to wait; zero or less doesn't wait
     * @throws TimeoutException if it would come later: at once, nothing is taken
     * @throws RateLimitedException if it would come only at the deadline of the current context or later: at once,
     *     nothing is taken
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, before; nothing is taken
     */
    public void await(Duration timeout) throws InterruptedException, TimeoutException {
        long most = Nanos.of(timeout);
        Context.checkpoint();
        World.step("await", this);
        if (takeNow(1)) {
            return;
        }
        long left = Nanos.untilDeadline();
        if (most >= left) {
            reserveBefore(1, left).await();
            return;
        }
        Reservation reserved = reserveWithin(1, most);
        if (reserved == null) {
            throw new TimeoutException(wouldCome(nanosFor(1)) + ", after the timeout of " + timeout + ": " + this);
        }
        reserved.await();
    }

    /**
     * Takes a permit that may come only later; doesn't wait.
     *
     * @return the turn, to be used or cancelled
     * @throws IllegalStateException if so much is reserved that the turn would come in more than a hundred years
     */
    @CheckReturnValue
    public Reservation reserve() {
        return reserve(1);
    }

    /**
     * Takes a number of permits that may come only later; doesn't wait.
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
     * @param permits the number, from 1 to the burst
     * @return the turn, to be used or cancelled
     * @throws IllegalArgumentException if the number is out of range
     * @throws IllegalStateException if so much is reserved that the turn would come in more than a hundred years
     */
    @CheckReturnValue
    public Reservation reserve(long permits) {
        World.step("reserve", this);
        Reservation reserved = reserveWithin(permits, Nanos.LONGEST);
        if (reserved == null) {
            throw new IllegalStateException("the turn of " + permits + " permits would never come: " + this);
        }
        return reserved;
    }

    private Reservation reserveBefore(long permits, long nanosLeft) {
        Reservation reserved = reserveWithin(permits, mostBefore(nanosLeft));
        if (reserved == null) {
            throw tooLate(nanosFor(permits), nanosLeft, this);
        }
        return reserved;
    }

    /** Returns the longest wait before a deadline: at the deadline itself the context is cancelled. */
    static long mostBefore(long nanosLeft) {
        return nanosLeft == Nanos.LONGEST ? nanosLeft : nanosLeft - 1;
    }

    static RateLimitedException tooLate(long waitNanos, long nanosLeft, Object limiter) {
        return new RateLimitedException(
                wouldCome(waitNanos) + ", not before the deadline, which is in " + Duration.ofNanos(nanosLeft) + ": "
                        + limiter,
                Duration.ofNanos(waitNanos));
    }

    private static String wouldCome(long waitNanos) {
        return "a permit would come in " + Duration.ofNanos(waitNanos);
    }

    private long nanosFor(long permits) {
        return latest(bucket).nanosFor(permits, World.current().nanoTime());
    }

    private boolean takeNow(long permits) {
        long now = World.current().nanoTime();
        TokenBucket from = bucket;
        while (from.canHold(permits)) {
            long end = from.take(permits, now, 0);
            if (end >= 0) {
                return true;
            }
            if (end == TokenBucket.DENIED) {
                return false;
            }
            from = other(from, end, now);
        }
        return false;
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

    /** Returns the bucket to be asked instead of one that is out of use, or cold. */
    private TokenBucket other(TokenBucket from, long answer, long now) {
        TokenBucket next = answer == TokenBucket.COLD ? from.coolDown(now) : from.latest();
        publish();
        return Objects.requireNonNull(next);
    }

    /** Lets later callers find the bucket in use without a detour. */
    private void publish() {
        synchronized (changing) {
            bucket = latest(bucket);
        }
    }

    /**
     * Changes the rate and the burst of this limiter. Permits that are there stay, as far as the burst allows; callers
     * that have taken a turn keep it, and the new rate holds for all that come after them.
     *
     * @param perSecond permits per second, from 10<sup>-9</sup> to 10<sup>10</sup>
     * @param burst the number of permits that are saved up, from 1 to 2<sup>40</sup>
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
     * Returns the number of permits that a call could take now.
     *
     * @return the number at some instant during the call
     */
    public long available() {
        World.step("available", this);
        return latest(bucket).available(World.current().nanoTime());
    }

    private PolicyState look(String name) {
        TokenBucket now = latest(bucket);
        Rate rate = now.line.rate();
        long available = now.available(World.current().nanoTime());
        return new PolicyState.Limiter(name, Objects.toIdentityString(this), rate.perSecond(), rate.burst(), available);
    }

    static void mustBePositive(long permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be at least 1, was " + permits);
        }
    }

    /** Returns the rate and the burst. */
    @Override
    public String toString() {
        Rate rate = bucket.line.rate();
        return called("rate limiter", name) + " (" + rate.perSecond() + " per second, burst " + rate.burst() + ")";
    }

    /** What something is called that may have a name. */
    static String called(String what, @Nullable String name) {
        return name == null ? what : what + " " + name;
    }
}
