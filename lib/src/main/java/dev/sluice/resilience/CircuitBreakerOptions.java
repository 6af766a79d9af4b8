package dev.sluice.resilience;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedConsumer;
import dev.sluice.function.CheckedPredicate;
import dev.sluice.resilience.CircuitBreaker.Counts;
import dev.sluice.resilience.CircuitBreaker.Transition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The options of a {@link CircuitBreaker} that is still to be made.
 *
 * {@snippet :
 * CircuitBreaker breaker = CircuitBreaker.named("payments")
 *         .window(200)
 *         .failureRate(0.3)
 *         .onTransition(change -> log(change.breaker() + " is " + change.to()))
 *         .build();
 * }
 *
 * <p>By default the breaker opens when half of the last 100 calls have failed, but not before 10 calls have ended; it
 * stays open for 10 seconds and then lets 3 probes through, which have 30 seconds.
 *
 * <p>Options are immutable: each method returns a changed copy, and {@link #build} makes a new breaker each time. They
 * are safe for use by any number of threads.
 */
@CheckReturnValue
public final class CircuitBreakerOptions {
    static final long NEVER_SLOW = Long.MAX_VALUE;

    private static final int MOST_CALLS = 1_000_000;

    private final String name;
    private int windowCalls = 100;
    private long windowNanos;
    private int minimumCalls = 10;
    private double failureRate = 0.5;
    private double slowRate = 1;
    private long slowNanos = NEVER_SLOW;
    private long openNanos = Duration.ofSeconds(10).toNanos();
    private int probes = 3;
    private long probesNanos = Duration.ofSeconds(30).toNanos();
    private CheckedPredicate<? super Throwable, ?> failure = Outcomes::isFailure;
    private List<CheckedConsumer<? super Transition, ?>> listeners = List.of();

    CircuitBreakerOptions(String name) {
        this.name = name;
    }

    /** A copy, to be changed before it is published. */
    private CircuitBreakerOptions(CircuitBreakerOptions other) {
        name = other.name;
        windowCalls = other.windowCalls;
        windowNanos = other.windowNanos;
        minimumCalls = other.minimumCalls;
        failureRate = other.failureRate;
        slowRate = other.slowRate;
        slowNanos = other.slowNanos;
        openNanos = other.openNanos;
        probes = other.probes;
        probesNanos = other.probesNanos;
        failure = other.failure;
        listeners = other.listeners;
    }

    /**
     * Returns options for a breaker that judges by the last calls.
     *
     * @param calls the number of calls, from 1 to a million
     * @return a changed copy
     * @throws IllegalArgumentException if the number is out of range
     */
    public CircuitBreakerOptions window(int calls) {
        inRange("window", calls);
        var changed = new CircuitBreakerOptions(this);
        changed.windowCalls = calls;
        return changed;
    }

    /**
     * Returns options for a breaker that judges by the calls of the last seconds or minutes.
     *
     * @param time the length of the window, more than zero; it moves in steps of a sixteenth
     * @return a changed copy
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    public CircuitBreakerOptions window(Duration time) {
        var changed = new CircuitBreakerOptions(this);
        changed.windowNanos = Nanos.positive("window", time);
        changed.windowCalls = 0;
        return changed;
    }

    /**
     * Returns options for a breaker that doesn't open before this number of calls have ended. If the window is smaller,
     * a full window is enough.
     *
     * @param calls the number of calls, from 1 to a million
     * @return a changed copy
     * @throws IllegalArgumentException if the number is out of range
     */
    public CircuitBreakerOptions minimumCalls(int calls) {
        inRange("minimum", calls);
        var changed = new CircuitBreakerOptions(this);
        changed.minimumCalls = calls;
        return changed;
    }

    /**
     * Returns options for a breaker that opens when this part of the calls has failed.
     *
     * @param part more than 0, and at most 1 for all calls
     * @return a changed copy
     * @throws IllegalArgumentException if the part is out of range
     */
    public CircuitBreakerOptions failureRate(double part) {
        mustBePart("failure rate", part);
        var changed = new CircuitBreakerOptions(this);
        changed.failureRate = part;
        return changed;
    }

    /**
     * Returns options for a breaker that also opens when this part of the calls was slow, whether they failed or not.
     *
     * @param part more than 0, and at most 1 for all calls
     * @param slow a call that takes this long or longer is slow; more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if the part is out of range, or the time not more than zero
     */
    public CircuitBreakerOptions slowRate(double part, Duration slow) {
        mustBePart("slow rate", part);
        var changed = new CircuitBreakerOptions(this);
        changed.slowRate = part;
        changed.slowNanos = Nanos.positive("time of a slow call", slow);
        return changed;
    }

    /**
     * Returns options for a breaker that stays open for this time before it tries again.
     *
     * @param time the time, more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    public CircuitBreakerOptions openFor(Duration time) {
        var changed = new CircuitBreakerOptions(this);
        changed.openNanos = Nanos.positive("time to be open", time);
        return changed;
    }

    /**
     * Returns options for a breaker that lets this number of calls through when it is half open.
     *
     * @param calls the number of probes, from 1 to a million
     * @param most the time in which they have to decide, more than zero; after it the breaker opens again
     * @return a changed copy
     * @throws IllegalArgumentException if the number is out of range, or the time not more than zero
     */
    public CircuitBreakerOptions probes(int calls, Duration most) {
        inRange("probes", calls);
        var changed = new CircuitBreakerOptions(this);
        changed.probes = calls;
        changed.probesNanos = Nanos.positive("time of probes", most);
        return changed;
    }

    /**
     * Returns options for a breaker that counts as failures what a predicate says, instead of every exception. It isn't
     * asked about cancellations. An exception that isn't a failure is no result: neither good nor bad.
     *
     * <p>Where the predicate throws, the call has no result either. The caller gets what the predicate threw, with the
     * exception of the call suppressed on it.
     *
     * @param failure returns whether what a call threw is a failure
     * @return a changed copy
     */
    public CircuitBreakerOptions failsOn(CheckedPredicate<? super Throwable, ?> failure) {
        var changed = new CircuitBreakerOptions(this);
        changed.failure = Objects.requireNonNull(failure, "failure");
        return changed;
    }

    /**
     * Returns options for a breaker that tells one more listener of each change of its state: after the change, in the
     * thread that brought it about, and without a lock. Changes that follow closely may be told out of order; their
     * {@linkplain Transition#generation() generations} give the order.
     *
     * <p>What a listener throws goes to that thread's handler of uncaught exceptions, and not to the caller.
     *
     * @param listener gets the changes
     * @return a changed copy
     */
    public CircuitBreakerOptions onTransition(CheckedConsumer<? super Transition, ?> listener) {
        var changed = new CircuitBreakerOptions(this);
        changed.listeners = Stream.concat(listeners.stream(), Stream.of(Objects.requireNonNull(listener, "listener")))
                .toList();
        return changed;
    }

    /**
     * Makes a breaker with these options.
     *
     * @return a new breaker, closed
     */
    public CircuitBreaker build() {
        return new CircuitBreaker(this);
    }

    private static void inRange(String what, int calls) {
        if (calls < 1 || calls > MOST_CALLS) {
            throw new IllegalArgumentException(what + " must be from 1 to " + MOST_CALLS + " calls, was " + calls);
        }
    }

    private static void mustBePart(String what, double part) {
        if (!(part > 0 && part <= 1)) {
            throw new IllegalArgumentException(what + " must be more than 0 and at most 1, was " + part);
        }
    }

    // For the breaker

    String name() {
        return name;
    }

    /** The part of failed calls at which the breaker opens. */
    double openingRate() {
        return failureRate;
    }

    /** From when on a call is slow. */
    long slowNanos() {
        return slowNanos;
    }

    long openNanos() {
        return openNanos;
    }

    int probes() {
        return probes;
    }

    long probesNanos() {
        return probesNanos;
    }

    boolean isFailure(Throwable thrown) throws Exception {
        return failure.test(thrown);
    }

    List<CheckedConsumer<? super Transition, ?>> listeners() {
        return listeners;
    }

    Window newWindow() {
        return windowCalls > 0 ? new CountWindow(windowCalls, enoughCalls()) : new TimeWindow(windowNanos);
    }

    private int enoughCalls() {
        return windowCalls > 0 ? Math.min(minimumCalls, windowCalls) : minimumCalls;
    }

    /** Returns whether these are enough calls, and too many bad ones among them. */
    boolean opensOn(Counts counts) {
        return counts.calls() >= enoughCalls() && isTooBad(counts.calls(), counts.failed(), counts.slow());
    }

    boolean isTooBad(long calls, long failed, long slow) {
        return (double) failed >= (double) calls * failureRate
                || (slowNanos != NEVER_SLOW && (double) slow >= (double) calls * slowRate);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return "options of circuit breaker " + name;
    }
}
