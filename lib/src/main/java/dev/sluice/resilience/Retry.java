package dev.sluice.resilience;

import dev.sluice.Context;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A retry makes a call again when it has failed, after a delay, a number of times.
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
 * <p>Attempts run on the caller's thread, one after the other; one with a {@link #attemptTimeout} runs in a goroutine.
 * What is called has to bear being called again.
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
 * <p>An exception or result that is a {@link RetryAfter} prolongs the delay by what it says.
 *
 * <p>A retry never changes: each method that says more about it answers a <em>new</em> one. Retries are safe for use by
 * any number of threads; only their budgets are shared.
 */
public final class Retry {
    private static final int MOST_SUPPRESSED = 100;

    private final Backoff backoff;
    private int attempts = 3;
    private long mostNanos = Nanos.LONGEST;
    private Predicate<? super Throwable> retried = Outcomes::isFailure;
    private @Nullable Predicate<@Nullable Object> badResult;
    private Function<? super Throwable, @Nullable Duration> retryAfter = _ -> null;
    private @Nullable RetryBudget budget;
    private @Nullable Duration attemptTimeout;

    private Retry(Backoff backoff) {
        this.backoff = backoff;
    }

    /** A copy, to be changed before anybody sees it. */
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
     * Creates a retry of 3 attempts with delays that double, up to 30 seconds, with full jitter.
     *
     * @param first the longest first delay, more than zero
     * @return a retry
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    public static Retry exponential(Duration first) {
        return with(Backoff.exponential(first));
    }

    /**
     * Creates a retry of 3 attempts with these delays.
     *
     * @param backoff the delays
     * @return a retry
     */
    public static Retry with(Backoff backoff) {
        return new Retry(Objects.requireNonNull(backoff, "backoff"));
    }

    /**
     * Answers a retry that makes so many attempts.
     *
     * @param most how many, the first one included, at least 1
     * @return a new retry
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Retry attempts(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, was " + most);
        }
        var changed = new Retry(this, backoff);
        changed.attempts = most;
        return changed;
    }

    /**
     * Answers a retry whose delays don't grow beyond this.
     *
     * @param longest the longest delay
     * @return a new retry
     * @throws IllegalArgumentException if it's shorter than the first delay
     */
    public Retry maxDelay(Duration longest) {
        return new Retry(this, backoff.max(longest));
    }

    /**
     * Answers a retry that begins no attempt later than this after it began.
     *
     * @param most how long after the beginning, more than zero
     * @return a new retry
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    public Retry maxElapsed(Duration most) {
        var changed = new Retry(this, backoff);
        changed.mostNanos = Nanos.positive("elapsed time", most);
        return changed;
    }

    /**
     * Answers a retry that waits for any time from zero to the delay: the default of exponential delays.
     *
     * @return a new retry
     */
    public Retry fullJitter() {
        return new Retry(this, backoff.fullJitter());
    }

    /**
     * Answers a retry that waits for any time from the first delay to three times what it has waited last.
     *
     * @return a new retry
     */
    public Retry decorrelatedJitter() {
        return new Retry(this, backoff.decorrelatedJitter());
    }

    /**
     * Answers a retry that waits for the delay itself.
     *
     * @return a new retry
     */
    public Retry noJitter() {
        return new Retry(this, backoff.noJitter());
    }

    /**
     * Answers a retry that tries again what this says, instead of all but errors and refusals. It isn't asked about
     * cancellations.
     *
     * @param retried says whether a call that threw this may be made again
     * @return a new retry
     */
    public Retry on(Predicate<? super Throwable> retried) {
        var changed = new Retry(this, backoff);
        changed.retried = Objects.requireNonNull(retried, "predicate");
        return changed;
    }

    /**
     * Answers a retry that tries again also where a result is of this kind. If it gives up with such a result, the
     * result is the outcome.
     *
     * @param bad says whether a call with this result may be made again
     * @return a new retry
     */
    public Retry onResult(Predicate<@Nullable Object> bad) {
        var changed = new Retry(this, backoff);
        changed.badResult = Objects.requireNonNull(bad, "predicate");
        return changed;
    }

    /**
     * Answers a retry that asks this how long to wait before its own delay, for exceptions that aren't {@link
     * RetryAfter} themselves.
     *
     * @param asked answers how long something thrown asks to wait, or null
     * @return a new retry
     */
    public Retry retryAfter(Function<? super Throwable, @Nullable Duration> asked) {
        var changed = new Retry(this, backoff);
        changed.retryAfter = Objects.requireNonNull(asked, "function");
        return changed;
    }

    /**
     * Answers a retry that makes further attempts only while a budget allows it.
     *
     * @param shared the budget, for all calls to the same thing
     * @return a new retry
     */
    public Retry budget(RetryBudget shared) {
        var changed = new Retry(this, backoff);
        changed.budget = Objects.requireNonNull(shared, "budget");
        return changed;
    }

    /**
     * Answers a retry that makes each attempt in a goroutine of its own, and cancels it if it takes longer than this;
     * that is a {@link TimeoutExceededException}, which is tried again like others. An attempt that doesn't end when
     * it's interrupted is waited for.
     *
     * @param timeout how long an attempt may take, more than zero
     * @return a new retry
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    public Retry attemptTimeout(Duration timeout) {
        Nanos.positive("attempt timeout", timeout);
        var changed = new Retry(this, backoff);
        changed.attemptTimeout = timeout;
        return changed;
    }

    /** This without its timeout, for those who see to that themselves. */
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
     * type: {@link #call(Class, Callable)}.
     *
     * @param body the call
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException if the last attempt threw a checked exception
     * @throws InterruptedException if interrupted, or the goroutine cancelled, in an attempt or while waiting for the
     *     next
     */
    public <T extends @Nullable Object> T call(Callable<? extends T> body) throws InterruptedException {
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
     * @throws InterruptedException if interrupted, or the goroutine cancelled, in an attempt or while waiting for the
     *     next
     */
    public <T extends @Nullable Object, X extends Exception> T call(Class<X> type, Callable<? extends T> body)
            throws X, InterruptedException {
        long start = mostNanos == Nanos.LONGEST ? 0 : World.current().nanoTime();
        for (Series series = null; ; ) {
            T result;
            try {
                result = attempt(body);
            } catch (Throwable t) {
                series = series == null ? new Series(start) : series;
                if (!series.goesOnAfter(t)) {
                    throw Thrown.here(series.complete(t), type);
                }
                continue;
            }
            if (badResult == null || !badResult.test(result)) {
                if (budget != null) {
                    budget.success();
                }
                return result;
            }
            series = series == null ? new Series(start) : series;
            if (!series.goesOnAfterBad(result)) {
                return result;
            }
        }
    }

    private <T extends @Nullable Object> T attempt(Callable<? extends T> body) throws Exception {
        return attemptTimeout == null ? body.call() : Timeout.call(attemptTimeout, body);
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

        /** Whether there is another attempt, which begins now, after one that threw this. */
        boolean goesOnAfter(Throwable thrown) throws InterruptedException {
            if (Outcomes.isCancelled(thrown)) {
                return false;
            }
            if (budget != null) {
                budget.failure();
            }
            if (!isRetried(thrown)) {
                return false;
            }
            Duration asked = thrown instanceof RetryAfter itself ? itself.retryAfter() : retryAfter.apply(thrown);
            return awaitNext(asked, thrown);
        }

        boolean goesOnAfterBad(@Nullable Object result) throws InterruptedException {
            if (budget != null) {
                budget.failure();
            }
            return Context.current().cause() == null
                    && awaitNext(result instanceof RetryAfter itself ? itself.retryAfter() : null, null);
        }

        private boolean isRetried(Throwable thrown) {
            try {
                return retried.test(thrown);
            } catch (Throwable t) {
                t.addSuppressed(thrown);
                throw t;
            }
        }

        private boolean awaitNext(@Nullable Duration asked, @Nullable Throwable thrown) throws InterruptedException {
            made++;
            if (made == attempts || (budget != null && !budget.allows())) {
                return false;
            }
            long delay = delays.nextNanos();
            if (asked != null) {
                delay = Math.min(Nanos.LONGEST, delay + Nanos.of(asked));
            }
            if (isTooLong(delay)) {
                return false;
            }
            if (thrown != null && earlier.size() < MOST_SUPPRESSED) {
                earlier.add(thrown);
            }
            try {
                Nanos.sleep(delay);
            } catch (InterruptedException e) {
                complete(e);
                throw e;
            }
            return true;
        }

        private boolean isTooLong(long delay) {
            if (mostNanos != Nanos.LONGEST && World.current().nanoTime() - startNanos > mostNanos - delay) {
                return true;
            }
            return delay >= Nanos.untilDeadline();
        }

        /** Answers what the last attempt threw, with what the earlier ones threw suppressed on it. */
        Throwable complete(Throwable last) {
            for (Throwable each : earlier) {
                if (each != last && last.getSuppressed().length < MOST_SUPPRESSED) {
                    last.addSuppressed(each);
                }
            }
            return last;
        }
    }
}
