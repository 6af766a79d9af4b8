package dev.sluice.resilience;

import dev.sluice.Context;
import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedPredicate;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A retry makes a call again when it has failed: after a delay, up to a number of attempts.
 *
 * {@snippet :
 * var retry = Retry.exponential(Duration.ofMillis(100))
 *         .attempts(4)
 *         .on(thrown -> thrown instanceof IOException)
 *         .maxElapsed(Duration.ofSeconds(10));
 *
 * Page page = retry.call(IOException.class, () -> fetch(uri));
 * }
 *
 * <p>Attempts run in the caller's thread, one after the other; with an {@link #attemptTimeout} each runs in a goroutine.
 * What is called must tolerate being called again.
 *
 * <p>It ends with the first result. It gives up, and throws what the last attempt threw with what the others threw
 * suppressed on it, when
 *
 * <ul>
 *   <li>all attempts were made,
 *   <li>what was thrown isn't to be tried again: cancellations and interruptions never are, and {@linkplain Error
 *       errors} and {@linkplain RejectedException refusals} only where {@link #on} says so,
 *   <li>the next delay would go beyond the deadline of the current context or the {@link #maxElapsed}: then it doesn't
 *       wait at all,
 *   <li>the {@link #budget} allows no more.
 * </ul>
 *
 * <p>An exception or result that is a {@link RetryAfter} prolongs the delay by what it says. Where a predicate or
 * function of the retry throws, the retry gives up with what that threw, and the failures of the attempts are suppressed
 * on it.
 *
 * <p>If the calling thread is interrupted, or its context cancelled, while the retry waits for the next attempt, it throws
 * an {@link InterruptedException} with the failures of the attempts suppressed on it; no further attempt is made.
 *
 * <p>Retries are immutable: each method that changes an option returns a changed copy. They are safe for use by any
 * number of threads and hold nothing between calls; only their budgets are shared.
 */
public final class Retry {
    private static final int MOST_SUPPRESSED = 100;

    private final Backoff backoff;
    private int attempts = 3;
    private long mostNanos = Nanos.LONGEST;
    private CheckedPredicate<? super Throwable, ?> retried = Outcomes::isFailure;
    private @Nullable CheckedPredicate<@Nullable Object, ?> badResult;
    private CheckedFunction<? super Throwable, Duration, ?> retryAfter = _ -> Duration.ZERO;
    private @Nullable RetryBudget budget;
    private @Nullable Duration attemptTimeout;

    private Retry(Backoff backoff) {
        this.backoff = backoff;
    }

    /** A copy, to be changed before it is published. */
    private Retry(Retry other, Backoff backoff) {
        this.backoff = backoff;
        attempts = other.attempts;
        mostNanos = other.mostNanos;
        retried = other.retried;
        badResult = other.badResult;
        retryAfter = other.retryAfter;
        budget = other.budget;
        attemptTimeout = other.attemptTimeout;
    }

    /**
     * Returns a retry of 3 attempts with delays that double, up to 30 seconds, with full jitter.
     *
     * @param first the longest first delay, more than zero
     * @return a retry
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    @CheckReturnValue
    public static Retry exponential(Duration first) {
        return with(Backoff.exponential(first));
    }

    /**
     * Returns a retry of 3 attempts with these delays.
     *
     * @param backoff the delays
     * @return a retry
     */
    @CheckReturnValue
    public static Retry with(Backoff backoff) {
        return new Retry(Objects.requireNonNull(backoff, "backoff"));
    }

    /**
     * Returns a retry with another number of attempts.
     *
     * @param most the number of attempts, including the first one, at least 1
     * @return a changed copy
     * @throws IllegalArgumentException if the number is less than 1
     */
    @CheckReturnValue
    public Retry attempts(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, was " + most);
        }
        var changed = new Retry(this, backoff);
        changed.attempts = most;
        return changed;
    }

    /**
     * Returns a retry whose delays don't grow beyond a time.
     *
     * @param longest the longest delay
     * @return a changed copy
     * @throws IllegalArgumentException if it's shorter than the first delay
     */
    @CheckReturnValue
    public Retry maxDelay(Duration longest) {
        return new Retry(this, backoff.max(longest));
    }

    /**
     * Returns a retry that begins no attempt later than this time after the first.
     *
     * @param most the time after the beginning of the first attempt, more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    @CheckReturnValue
    public Retry maxElapsed(Duration most) {
        var changed = new Retry(this, backoff);
        changed.mostNanos = Nanos.positive("elapsed time", most);
        return changed;
    }

    /**
     * Returns a retry that waits for a random time from zero to the delay: the default of exponential delays.
     *
     * @return a changed copy
     */
    @CheckReturnValue
    public Retry fullJitter() {
        return new Retry(this, backoff.fullJitter());
    }

    /**
     * Returns a retry that waits for a random time from the first delay to three times the last wait.
     *
     * @return a changed copy
     */
    @CheckReturnValue
    public Retry decorrelatedJitter() {
        return new Retry(this, backoff.decorrelatedJitter());
    }

    /**
     * Returns a retry that waits for exactly the delay.
     *
     * @return a changed copy
     */
    @CheckReturnValue
    public Retry noJitter() {
        return new Retry(this, backoff.noJitter());
    }

    /**
     * Returns a retry that tries again after what a predicate says, instead of all but errors and refusals. It isn't
     * asked about cancellations.
     *
     * @param retried returns whether a call that threw this may be made again
     * @return a changed copy
     */
    @CheckReturnValue
    public Retry on(CheckedPredicate<? super Throwable, ?> retried) {
        var changed = new Retry(this, backoff);
        changed.retried = Objects.requireNonNull(retried, "predicate");
        return changed;
    }

    /**
     * Returns a retry that also tries again after bad results. If it gives up with such a result, the result is the
     * outcome.
     *
     * @param bad returns whether a call with this result may be made again
     * @return a changed copy
     */
    @CheckReturnValue
    public Retry onResult(CheckedPredicate<@Nullable Object, ?> bad) {
        var changed = new Retry(this, backoff);
        changed.badResult = Objects.requireNonNull(bad, "predicate");
        return changed;
    }

    /**
     * Returns a retry that asks a function how long to wait before its own delay, for exceptions that aren't a {@link
     * RetryAfter} themselves.
     *
     * @param asked returns how long to wait after something thrown; zero or less if that isn't known
     * @return a changed copy
     */
    @CheckReturnValue
    public Retry retryAfter(CheckedFunction<? super Throwable, Duration, ?> asked) {
        var changed = new Retry(this, backoff);
        changed.retryAfter = Objects.requireNonNull(asked, "function");
        return changed;
    }

    /**
     * Returns a retry that makes further attempts only while a budget allows it.
     *
     * @param shared the budget, for all calls to the same thing
     * @return a changed copy
     */
    @CheckReturnValue
    public Retry budget(RetryBudget shared) {
        var changed = new Retry(this, backoff);
        changed.budget = Objects.requireNonNull(shared, "budget");
        return changed;
    }

    /**
     * Returns a retry that makes each attempt in a goroutine of its own, and cancels it if it takes longer than a time;
     * that is a {@link TimeoutExceededException}, which is tried again like others. An attempt that doesn't end when
     * it's interrupted is waited for.
     *
     * @param timeout how long an attempt may take, more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    @CheckReturnValue
    public Retry attemptTimeout(Duration timeout) {
        Nanos.positive("attempt timeout", timeout);
        var changed = new Retry(this, backoff);
        changed.attemptTimeout = timeout;
        return changed;
    }

    /** Returns a retry without the timeout, for a caller that takes care of it itself. */
    Retry withoutAttemptTimeout() {
        var changed = new Retry(this, backoff);
        changed.attemptTimeout = null;
        return changed;
    }

    @Nullable
    Duration attemptTimeout() {
        return attemptTimeout;
    }

    /**
     * Makes a call until it succeeds, or until this gives up. What is thrown then of unchecked exceptions and errors is
     * thrown as itself; a checked one is the cause of a {@link CompletionException}. To get it as itself, name its
     * type: {@link #call(Class, CheckedSupplier)}.
     *
     * @param body the call
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException if the last attempt threw a checked exception
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, while this waits for the next
     *     attempt; or if an attempt threw that
     */
    public <T extends @Nullable Object> T call(CheckedSupplier<? extends T, ?> body) throws InterruptedException {
        return call(RuntimeException.class, body);
    }

    /**
     * Makes a call until it succeeds, or until this gives up; an exception of this type is thrown as itself.
     *
     * @param type the type of a checked exception that the call may throw
     * @param body the call
     * @param <T> the type of its result
     * @param <X> the type of the exception
     * @return its result
     * @throws X if the last attempt threw one
     * @throws CompletionException if the last attempt threw a checked exception of another type
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, while this waits for the next
     *     attempt; or if an attempt threw that
     */
    public <T extends @Nullable Object, X extends Exception> T call(Class<X> type, CheckedSupplier<? extends T, ?> body)
            throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(body, "body");
        long start = mostNanos == Nanos.LONGEST ? 0 : World.current().nanoTime();
        for (Series series = null; ; ) {
            T result;
            try {
                result = attempt(body);
            } catch (Throwable t) {
                series = series == null ? new Series(start) : series;
                Throwable last = series.awaitNextAfter(t);
                if (last != null) {
                    throw Thrown.here(last, type);
                }
                continue;
            }
            try {
                if (!isBad(result)) {
                    return result;
                }
                series = series == null ? new Series(start) : series;
                if (!series.awaitNextAfterBad(result)) {
                    return result;
                }
            } catch (Throwable t) {
                throw Thrown.here(series == null ? t : series.complete(t), type);
            }
        }
    }

    private <T extends @Nullable Object> T attempt(CheckedSupplier<? extends T, ?> body) throws Exception {
        return attemptTimeout == null ? body.get() : Timeout.call(attemptTimeout, body);
    }

    private boolean isBad(@Nullable Object result) throws Exception {
        if (badResult != null && badResult.test(result)) {
            return true;
        }
        if (budget != null) {
            budget.success();
        }
        return false;
    }

    /** The attempts of one call, made when the first has failed. */
    private final class Series {
        private final long startNanos;
        private final Backoff.Delays delays = backoff.delays();
        private final List<Throwable> earlier = new ArrayList<>();
        private int made;

        Series(long startNanos) {
            this.startNanos = startNanos;
        }

        /** Waits for the next attempt after one that threw this; returns what is to be thrown if there is none. */
        @Nullable
        Throwable awaitNextAfter(Throwable thrown) {
            boolean goesOn;
            try {
                goesOn = isTriedAgain(thrown) && awaitNext(timeAskedBy(thrown));
            } catch (Throwable t) { // of a predicate or function, or an interruption of the wait
                add(thrown);
                return complete(t);
            }
            if (!goesOn) {
                return complete(thrown);
            }
            add(thrown);
            return null;
        }

        /** Waits for the next attempt after one with a bad result; returns whether there is one. */
        boolean awaitNextAfterBad(@Nullable Object result) throws InterruptedException {
            if (budget != null) {
                budget.failure();
            }
            return Context.current().cause() == null
                    && awaitNext(result instanceof RetryAfter itself ? asked(itself.retryAfter()) : 0);
        }

        private boolean isTriedAgain(Throwable thrown) throws Exception {
            if (Outcomes.isCancelled(thrown)) {
                return false;
            }
            if (budget != null) {
                budget.failure();
            }
            return retried.test(thrown);
        }

        private long timeAskedBy(Throwable thrown) throws Exception {
            return asked(thrown instanceof RetryAfter itself ? itself.retryAfter() : retryAfter.apply(thrown));
        }

        private static long asked(Duration time) {
            return Nanos.of(Objects.requireNonNull(time, "retryAfter has returned null"));
        }

        private boolean awaitNext(long askedNanos) throws InterruptedException {
            made++;
            if (made == attempts || (budget != null && !budget.allows())) {
                return false;
            }
            long delay = Math.min(Nanos.LONGEST, askedNanos + delays.nextNanos());
            if (isTooLong(delay)) {
                return false;
            }
            Nanos.sleep(delay);
            return true;
        }

        private boolean isTooLong(long delay) {
            if (mostNanos != Nanos.LONGEST && World.current().nanoTime() - startNanos > mostNanos - delay) {
                return true;
            }
            long left = Nanos.untilDeadline();
            return left != Nanos.LONGEST && delay >= left;
        }

        private void add(Throwable thrown) {
            if (earlier.size() < MOST_SUPPRESSED) {
                earlier.add(thrown);
            }
        }

        /** Returns what is thrown last, with what the attempts threw suppressed on it. */
        Throwable complete(Throwable last) {
            earlier.forEach(each -> Outcomes.joined(last, each));
            return last;
        }
    }
}
