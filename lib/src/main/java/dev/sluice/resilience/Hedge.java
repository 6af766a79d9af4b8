package dev.sluice.resilience;

import dev.sluice.Channel;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.runtime.OwnChannels;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hedge makes a call a second time while the first is still under way, if that takes unusually long, and takes
 * whichever result comes first.
 *
 * {@snippet :
 * var hedge = Hedge.atPercentile(95, Duration.ofMillis(50)).budget(budget);
 *
 * Row row = hedge.call(IOException.class, () -> replicas.next().read(key));
 * }
 *
 * <p>Attempts run in goroutines. The first that succeeds wins; the others are cancelled, and this waits for their ends,
 * so what is called should end when it's interrupted, and has to bear being called twice. An attempt that fails isn't
 * replaced: a hedge is against slowness, and a {@link Retry} around it against failures. When all that were begun have
 * failed, the first failure is thrown, with the others suppressed on it.
 *
 * <p>The time after which the next attempt begins is fixed ({@link #after}), or a percentile of how long attempts have
 * taken lately ({@link #atPercentile}): then about so many percent of the calls are made once.
 *
 * <p>A hedge is made with its options, and each method that says more answers a <em>new</em> one. Hedges are safe for
 * use by any number of threads. Memory consistency: actions before a call <i>happen-before</i> those in its attempts,
 * and these before its return.
 *
 * @see <a href="https://research.google/pubs/the-tail-at-scale/">J. Dean and L. A. Barroso, The Tail at Scale</a>
 */
public final class Hedge {
    private final @Nullable Latencies latencies;
    private final Duration delay;
    private final int attempts;
    private final @Nullable RetryBudget budget;

    private Hedge(@Nullable Latencies latencies, Duration delay, int attempts, @Nullable RetryBudget budget) {
        this.latencies = latencies;
        this.delay = delay;
        this.attempts = attempts;
        this.budget = budget;
    }

    /**
     * Creates a hedge of two attempts.
     *
     * @param delay how long after the first attempt the second begins, if there is no result; at least zero
     * @return a hedge
     * @throws IllegalArgumentException if the time is negative
     */
    public static Hedge after(Duration delay) {
        return new Hedge(null, notNegative(delay), 2, null);
    }

    /**
     * Creates a hedge of two attempts, the second of which begins when the first has taken longer than so many percent
     * of the last 128 attempts.
     *
     * @param percentile more than 0 and less than 100
     * @param initial the time that is used until 16 attempts have ended
     * @return a hedge
     * @throws IllegalArgumentException if the percentile is out of range, or the time negative
     */
    public static Hedge atPercentile(double percentile, Duration initial) {
        if (!(percentile > 0 && percentile < 100)) {
            throw new IllegalArgumentException("percentile must be more than 0 and less than 100, was " + percentile);
        }
        return new Hedge(new Latencies(percentile), notNegative(initial), 2, null);
    }

    /**
     * Answers a hedge of so many attempts, each of which begins so long after the one before it.
     *
     * @param most how many, at least 1
     * @return a new hedge
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Hedge attempts(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, was " + most);
        }
        return new Hedge(ownLatencies(), delay, most, budget);
    }

    /**
     * Answers a hedge that begins further attempts only while a budget allows it. Those that run are never ended by it.
     *
     * @param shared the budget, for all calls to the same thing
     * @return a new hedge
     */
    public Hedge budget(RetryBudget shared) {
        return new Hedge(ownLatencies(), delay, attempts, Objects.requireNonNull(shared, "budget"));
    }

    private @Nullable Latencies ownLatencies() {
        return latencies == null ? null : new Latencies(latencies.percentile());
    }

    private static Duration notNegative(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must be at least 0, was " + delay);
        }
        return delay;
    }

    /**
     * Answers how long the next call will wait before its second attempt.
     *
     * @return the time
     */
    public Duration delay() {
        Duration learnt = latencies == null ? null : latencies.percentileNow();
        return learnt == null ? delay : learnt;
    }

    /**
     * Makes a call, and makes it again while that takes too long; answers the first result. What is thrown of unchecked
     * exceptions and errors is thrown as itself; a checked one is the cause of a {@link CompletionException}.
     *
     * @param body the call
     * @param <T> the type of its result
     * @return its result
     * @throws CompletionException if all attempts have failed, the first with a checked exception
     * @throws InterruptedException if interrupted, or the goroutine cancelled; all attempts have ended
     */
    public <T extends @Nullable Object> T call(Callable<? extends T> body) throws InterruptedException {
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
     * @throws InterruptedException if interrupted, or the goroutine cancelled; all attempts have ended
     */
    public <T extends @Nullable Object, X extends Exception> T call(Class<X> type, Callable<? extends T> body)
            throws X, InterruptedException {
        return call(type, body, _ -> {});
    }

    /**
     * Makes a call like {@link #call(Class, Callable)}, where results have to be closed: two attempts may succeed at
     * the same moment.
     *
     * {@snippet :
     * var stream = hedge.call(IOException.class, () -> open(uri), InputStream::close);
     * }
     *
     * @param type the type of a checked exception that the call may throw
     * @param body the call
     * @param discard gets each result but the one that is answered, in the goroutine of its attempt
     * @param <T> the type of its result
     * @param <X> the type of the exception
     * @return the first result
     * @throws X if all attempts have failed, the first with such an exception
     * @throws CompletionException if all attempts have failed, the first with a checked exception of another type
     * @throws InterruptedException if interrupted, or the goroutine cancelled; all attempts have ended
     */
    public <T extends @Nullable Object, X extends Exception> T call(
            Class<X> type, Callable<? extends T> body, Consumer<? super T> discard) throws X, InterruptedException {
        var race = new Race<T>(body, discard);
        try (var scope = Scope.open().named("hedge").firstSuccess()) {
            race.run(scope);
            scope.join(Exception.class);
        } catch (Throwable t) {
            race.discardWinner(t);
            throw Outcomes.thrown(t, type);
        }
        return race.result();
    }

    /** The attempts of one call. */
    private final class Race<T extends @Nullable Object> {
        private final Callable<? extends T> body;
        private final Consumer<? super T> discard;

        /** Each attempt says whether it has succeeded. */
        private final Channel<Boolean> ended =
                OwnChannels.unlisted(Channel.named("ended")).buffered(attempts);

        private final Winner<T> winner = new Winner<>();

        Race(Callable<? extends T> body, Consumer<? super T> discard) {
            this.body = body;
            this.discard = discard;
        }

        /** Begins attempts until one succeeds, all that were begun have failed, or there are enough. */
        void run(Scope scope) throws InterruptedException {
            Duration between = delay();
            int running = 0;
            for (int begun = 0; begun < attempts && (begun == 0 || budget == null || budget.allows()); begun++) {
                scope.go("attempt", this::attempt);
                running++;
                if (begun + 1 == attempts) {
                    return;
                }
                long start = World.current().nanoTime();
                for (long left = Nanos.of(between); ; ) {
                    if (!(ended.receive(Duration.ofNanos(left))
                            instanceof Received.Value<Boolean>(Boolean succeeded))) {
                        break;
                    }
                    running--;
                    if (succeeded || running == 0) {
                        return;
                    }
                    left = Math.max(0, Nanos.of(between) - (World.current().nanoTime() - start));
                }
            }
        }

        private void attempt() throws Exception {
            long start = World.current().nanoTime();
            boolean succeeded = false;
            boolean failed = false;
            try {
                T result = body.call();
                succeeded = true;
                if (!winner.take(result)) {
                    discard.accept(result);
                }
            } catch (Throwable t) {
                failed = !Outcomes.isCancelled(t);
                throw t;
            } finally {
                note(succeeded, failed, World.current().nanoTime() - start);
                ended.offer(succeeded);
            }
        }

        /** One that was cancelled counts with the time it had: it would have taken longer. */
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

        T result() {
            return winner.result();
        }

        void discardWinner(Throwable because) {
            if (winner.isThere()) {
                try {
                    discard.accept(winner.result());
                } catch (Throwable t) {
                    because.addSuppressed(t);
                }
            }
        }
    }

    /** The first result. */
    private static final class Winner<T extends @Nullable Object> {
        private @Nullable T result;
        private boolean there;

        /** Takes a result if it's the first. */
        synchronized boolean take(T first) {
            if (there) {
                return false;
            }
            result = first;
            there = true;
            return true;
        }

        synchronized boolean isThere() {
            return there;
        }

        @SuppressWarnings("NullAway") // null only where T is nullable
        synchronized T result() {
            return result;
        }
    }
}
