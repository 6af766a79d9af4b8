package dev.sluice.resilience;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedConsumer;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.internal.OwnChannels;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A hedge makes a call a second time if the first takes unusually long, and returns the result that comes first.
 *
 * {@snippet :
 * Hedge hedge = Hedge.atPercentile(95, Duration.ofMillis(50)).budget(budget).build();
 *
 * Row row = hedge.call(IOException.class, () -> replicas.next().read(key));
 * }
 *
 * <p>Attempts run in goroutines. The first that succeeds wins; the others are cancelled, and the hedge waits for their
 * ends. So the call should end when it is interrupted, and must tolerate being made twice. An attempt that fails isn't
 * replaced: a hedge is against slowness, and a {@link Retry} around it against failures. When all attempts that were
 * begun have failed, the first failure is thrown, with the others suppressed on it.
 *
 * <p>The time after which the next attempt begins is fixed ({@link #after}), or a percentile of the durations of the last
 * attempts ({@link #atPercentile}): then about that percentage of the calls are made once.
 *
 * <p>If the calling thread is interrupted, or its context cancelled, all attempts are cancelled and waited for, and the
 * caller gets an {@link InterruptedException}; unless there is a result by then, which counts.
 *
 * <p>Hedges are safe for use by any number of threads. Memory consistency: actions before a call <i>happen-before</i>
 * those in its attempts, and these before its return.
 *
 * @see <a href="https://research.google/pubs/the-tail-at-scale/">J. Dean and L. A. Barroso, The Tail at Scale</a>
 */
public final class Hedge {
    private final @Nullable Latencies latencies;
    private final long delayNanos;
    private final int attempts;
    private final @Nullable RetryBudget budget;

    Hedge(@Nullable Latencies latencies, long delayNanos, int attempts, @Nullable RetryBudget budget) {
        this.latencies = latencies;
        this.delayNanos = delayNanos;
        this.attempts = attempts;
        this.budget = budget;
    }

    /**
     * Returns the options of a hedge with a fixed delay, to be changed and then {@linkplain HedgeOptions#build built}.
     *
     * @param delay the time from the beginning of an attempt to that of the next, if there is no result; at least zero
     * @return the options, of two attempts
     * @throws IllegalArgumentException if the time is negative
     */
    @CheckReturnValue
    public static HedgeOptions after(Duration delay) {
        return HedgeOptions.of(0, Nanos.notNegative("delay", delay));
    }

    /**
     * Returns the options of a hedge that begins the next attempt when one has taken longer than a percentage of the
     * last 128 attempts.
     *
     * @param percentile more than 0 and less than 100
     * @param initial the delay that is used until 16 attempts have ended, at least zero
     * @return the options, of two attempts
     * @throws IllegalArgumentException if the percentile is out of range, or the time negative
     */
    @CheckReturnValue
    public static HedgeOptions atPercentile(double percentile, Duration initial) {
        if (!(percentile > 0 && percentile < 100)) {
            throw new IllegalArgumentException("percentile must be more than 0 and less than 100, was " + percentile);
        }
        return HedgeOptions.of(percentile, Nanos.notNegative("initial delay", initial));
    }

    /**
     * Returns how long the next call will wait before its second attempt.
     *
     * @return the time
     */
    public Duration delay() {
        return Duration.ofNanos(latencies == null ? delayNanos : latencies.percentileNow(delayNanos));
    }

    /**
     * Makes a call, and makes it again while that takes too long; returns the first result. What is thrown of unchecked
     * exceptions and errors is thrown as itself; a checked one is the cause of a {@link CompletionException}.
     *
     * @param body the call
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException if all attempts have failed, the first with a checked exception
     * @throws InterruptedException if the thread is interrupted, or its context cancelled; all attempts have ended
     */
    public <T extends @Nullable Object> T call(CheckedSupplier<? extends T, ?> body) throws InterruptedException {
        return call(RuntimeException.class, body);
    }

    /**
     * Makes a call, and makes it again while that takes too long; an exception of this type is thrown as itself.
     *
     * @param type the type of a checked exception that the call may throw
     * @param body the call
     * @param <T> the type of its result
     * @param <X> the type of the exception
     * @return the first result
     * @throws X if all attempts have failed, the first with such an exception
     * @throws CompletionException if all attempts have failed, the first with a checked exception of another type
     * @throws InterruptedException if the thread is interrupted, or its context cancelled; all attempts have ended
     */
    public <T extends @Nullable Object, X extends Exception> T call(Class<X> type, CheckedSupplier<? extends T, ?> body)
            throws X, InterruptedException {
        return call(type, body, _ -> {});
    }

    /**
     * Makes a call like {@link #call(Class, CheckedSupplier)}, where results have to be closed: two attempts may succeed
     * at the same moment.
     *
     * {@snippet :
     * var stream = hedge.call(IOException.class, () -> open(uri), InputStream::close);
     * }
     *
     * <p>A result that isn't returned is given to a hook, in a {@linkplain Context#detached detached} context, since the
     * attempt is cancelled by then. What the hook throws goes to the thread's handler of uncaught exceptions.
     *
     * @param type the type of a checked exception that the call may throw
     * @param body the call
     * @param discard gets each result but the one that is returned
     * @param <T> the type of its result
     * @param <X> the type of the exception
     * @return the first result
     * @throws X if all attempts have failed, the first with such an exception
     * @throws CompletionException if all attempts have failed, the first with a checked exception of another type
     * @throws InterruptedException if the thread is interrupted, or its context cancelled; all attempts have ended
     */
    public <T extends @Nullable Object, X extends Exception> T call(
            Class<X> type, CheckedSupplier<? extends T, ?> body, CheckedConsumer<? super T, ?> discard)
            throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(discard, "discard");
        Context.checkpoint();
        var race = new Race<T>(body, discard);
        Throwable thrown = null;
        try (var scope = Scope.open().named("hedge").firstSuccess()) {
            race.run(scope);
            scope.join(Exception.class);
        } catch (Throwable t) {
            thrown = t;
        }
        if (thrown == null) {
            return race.result();
        }
        if (race.isWon() && thrown instanceof InterruptedException) {
            Outcomes.keep(thrown); // there is a result, which has happened
            return race.result();
        }
        if (race.isWon()) {
            race.discard(race.result());
        }
        if (thrown instanceof Exception && !(thrown instanceof InterruptedException)) {
            preferOwnCancellation(thrown);
        }
        throw Thrown.here(thrown, type);
    }

    /** Throws the cancellation of the caller, if all attempts have failed together with it. */
    private static void preferOwnCancellation(Throwable failure) throws InterruptedException {
        try {
            Context.checkpoint();
        } catch (InterruptedException e) {
            throw Outcomes.joined(e, failure);
        }
    }

    /** The attempts of one call. */
    private final class Race<T extends @Nullable Object> {
        private final CheckedSupplier<? extends T, ?> body;
        private final CheckedConsumer<? super T, ?> discard;

        /** Says that the state below has changed: one signal is enough for any number of changes. */
        private final Channel<Boolean> changed =
                OwnChannels.unlisted(Channel.named("ended")).buffered(1);

        // Guarded by the monitor.
        private int running;
        private boolean won;
        private @Nullable T result;

        Race(CheckedSupplier<? extends T, ?> body, CheckedConsumer<? super T, ?> discard) {
            this.body = body;
            this.discard = discard;
        }

        /** Begins attempts until one succeeds, all that were begun have failed, or there are enough. */
        void run(Scope scope) throws InterruptedException {
            long between = delay().toNanos();
            for (int begun = 0; begun < attempts && (begun == 0 || budget == null || budget.allows()); begun++) {
                begin();
                scope.go("attempt", this::attempt);
                if (begun + 1 == attempts || isOverWithin(between)) {
                    return;
                }
            }
        }

        private boolean isOverWithin(long nanos) throws InterruptedException {
            long start = World.current().nanoTime();
            for (long left = nanos; changed.receive(Duration.ofNanos(left)) instanceof Received.Value; ) {
                if (isOver()) {
                    return true;
                }
                left = Math.max(0, nanos - (World.current().nanoTime() - start));
            }
            return isOver();
        }

        private void attempt() throws Exception {
            long start = World.current().nanoTime();
            T made;
            try {
                made = body.get();
            } catch (Throwable t) {
                note(false, !Outcomes.isCancelled(t), World.current().nanoTime() - start);
                lose();
                changed.offer(true);
                throw t;
            }
            note(true, false, World.current().nanoTime() - start);
            boolean isFirst = win(made);
            changed.offer(true);
            if (!isFirst) {
                discard(made);
            }
        }

        /** Counts an attempt. One that was cancelled counts with the time it had: it would have taken longer. */
        private void note(boolean succeeded, boolean failed, long nanos) {
            if (latencies != null && !failed) {
                latencies.record(nanos);
            }
            if (budget != null && succeeded) {
                budget.success();
            }
            if (budget != null && failed) {
                budget.failure();
            }
        }

        void discard(T unwanted) {
            try {
                Context.current().detached().run(() -> discard.accept(unwanted));
            } catch (Throwable t) {
                Outcomes.tellHandler(t);
            }
        }

        private synchronized void begin() {
            running++;
        }

        private synchronized void lose() {
            running--;
        }

        /** Takes a result, if it's the first. */
        private synchronized boolean win(T first) {
            if (won) {
                return false;
            }
            won = true;
            result = first;
            return true;
        }

        private synchronized boolean isOver() {
            return won || running == 0;
        }

        synchronized boolean isWon() {
            return won;
        }

        @SuppressWarnings("NullAway") // null only where T is nullable
        synchronized T result() {
            return result;
        }
    }
}
