package dev.sluice.resilience;

import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker stops calls to something that fails, for its good and for that of the callers, who needn't wait for
 * what will fail; and it finds out by itself when calls succeed again.
 *
 * {@snippet :
 * var breaker = CircuitBreaker.named("payments").failureRate(0.5).openFor(Duration.ofSeconds(10));
 *
 * Receipt receipt = breaker.call(IOException.class, () -> payments.charge(card));
 * }
 *
 * <p><b>Closed</b>, it lets all calls through, and counts how the last ones have ended: a number of them ({@link
 * #window(int)}), or those of a time ({@link #window(Duration)}). When enough of them have failed, or were slow, it
 * opens. <b>Open</b>, it refuses each call with a {@link CircuitOpenException}. After a time it is <b>half open</b>: it
 * lets so many calls through as probes, and refuses the others. As soon as enough probes have failed it opens again;
 * when so many have ended well that this can't happen, it closes. Whether open or half open, it changes when a call
 * comes, and never by itself.
 *
 * <p>No lock is held while a call runs. A result counts in the period in which its call was let in: one that comes
 * late, from before the breaker opened, is dropped. A probe that ends without a result gives its place to another; if
 * probes haven't decided within the {@link #probes most time} that they have, the breaker opens again.
 *
 * <p>A call that was cancelled (an interruption, a {@link dev.sluice.CancelledException}, anything while the caller's
 * context is cancelled) is no result. So is, unless {@link #failsOn} says otherwise, one that throws an {@link Error}
 * or was refused by a policy inside.
 *
 * <p>A breaker is made with its options, and has none of the history of the one it's made from. Breakers are safe for
 * use by any number of threads. Memory consistency: actions before the record of a result <i>happen-before</i> a change
 * of state that it brings about, and this before what its listeners do, and before calls that are let in or refused
 * because of it.
 *
 * @see <a href="https://martinfowler.com/bliki/CircuitBreaker.html">M. Fowler, CircuitBreaker</a>
 */
public final class CircuitBreaker {
    /** What a breaker does with calls. */
    public enum State {
        /** Lets them through. */
        CLOSED,
        /** Refuses them, until a time. */
        OPEN,
        /** Lets some through as probes. */
        HALF_OPEN,
        /** Refuses them, until told otherwise. */
        FORCED_OPEN,
        /** Lets them through and counts nothing, until told otherwise. */
        FORCED_CLOSED
    }

    /**
     * What is known of the calls that count at present.
     *
     * @param calls how many have ended
     * @param failed how many of them have failed
     * @param slow how many of them were slow
     */
    public record Counts(long calls, long failed, long slow) {}

    /**
     * A change from one state to another.
     *
     * @param breaker the breaker's name
     * @param from the state before
     * @param to the state after
     * @param generation the number of the new period, greater than those of all before
     * @param counts the calls that counted in the state before
     */
    public record Transition(String breaker, State from, State to, long generation, Counts counts) {}

    /**
     * The right to make one call, and the duty to say how it ended.
     *
     * {@snippet :
     * try (var permit = breaker.admit()) {
     *     Reply reply = client.send(request);
     *     if (reply.status() < 500) {
     *         permit.success();
     *     } else {
     *         permit.failure();
     *     }
     * } // without either: no result, and a probe's place is free again
     * }
     *
     * <p>What is said first counts. A permit is safe for use by any number of threads.
     */
    public static final class Permit implements AutoCloseable {
        private static final VarHandle USED;

        static {
            try {
                USED = MethodHandles.lookup().findVarHandle(Permit.class, "used", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final CircuitBreaker breaker;
        private final Phase phase;
        private final long startNanos;

        @SuppressWarnings("unused")
        private volatile boolean used;

        Permit(CircuitBreaker breaker, Phase phase, long startNanos) {
            this.breaker = breaker;
            this.phase = phase;
            this.startNanos = startNanos;
        }

        /** Says that the call has succeeded. */
        public void success() {
            if (USED.compareAndSet(this, false, true)) {
                breaker.record(phase, Window.GOOD, startNanos);
            }
        }

        /** Says that the call has failed. */
        public void failure() {
            if (USED.compareAndSet(this, false, true)) {
                breaker.record(phase, Window.FAILED, startNanos);
            }
        }

        /**
         * Says what the call threw, which is a failure or not as the breaker is told.
         *
         * @param thrown the exception or error
         */
        public void failure(Throwable thrown) {
            if (USED.compareAndSet(this, false, true)) {
                breaker.recordThrown(phase, thrown, startNanos);
            }
        }

        /** Ends a call of which nothing was said: there is no result. */
        @Override
        public void close() {
            if (USED.compareAndSet(this, false, true)) {
                breaker.release(phase);
            }
        }
    }

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(CircuitBreaker.class, "phase", Phase.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Options options;
    private final CopyOnWriteArrayList<Consumer<? super Transition>> listeners = new CopyOnWriteArrayList<>();
    private volatile Phase phase;

    private CircuitBreaker(Options options) {
        this.options = options;
        this.phase = Phase.closed(options, 1);
    }

    /**
     * Creates a closed breaker that opens when half of the last 100 calls have failed, or half of the first 10 or more;
     * that is open for 10 seconds, and then lets 3 probes through, which have 30 seconds.
     *
     * @param name what messages call it
     * @return a breaker
     */
    public static CircuitBreaker named(String name) {
        return new CircuitBreaker(new Options(Objects.requireNonNull(name, "name")));
    }

    /**
     * Answers a breaker that goes by the last so many calls.
     *
     * @param calls how many, from 1 to a million
     * @return a new breaker
     * @throws IllegalArgumentException if the number is out of range
     */
    public CircuitBreaker window(int calls) {
        return new CircuitBreaker(options.window(calls));
    }

    /**
     * Answers a breaker that goes by the calls of so long a time, to a sixteenth of it.
     *
     * @param time how long, more than zero
     * @return a new breaker
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    public CircuitBreaker window(Duration time) {
        return new CircuitBreaker(options.window(time));
    }

    /**
     * Answers a breaker that doesn't open before so many calls have ended. Where the window is smaller, that is enough.
     *
     * @param calls how many, from 1 to a million
     * @return a new breaker
     * @throws IllegalArgumentException if the number is out of range
     */
    public CircuitBreaker minimumCalls(int calls) {
        return new CircuitBreaker(options.minimumCalls(calls));
    }

    /**
     * Answers a breaker that opens when this part of the calls has failed.
     *
     * @param part more than 0, and at most 1 for all of them
     * @return a new breaker
     * @throws IllegalArgumentException if the part is out of range
     */
    public CircuitBreaker failureRate(double part) {
        return new CircuitBreaker(options.failureRate(part));
    }

    /**
     * Answers a breaker that opens also when this part of the calls was slow, whether they have failed or not.
     *
     * @param part more than 0, and at most 1 for all of them
     * @param slow calls that take this long, or longer, are slow
     * @return a new breaker
     * @throws IllegalArgumentException if the part is out of range, or the time not more than zero
     */
    public CircuitBreaker slowRate(double part, Duration slow) {
        return new CircuitBreaker(options.slowRate(part, slow));
    }

    /**
     * Answers a breaker that is open for so long before it tries again.
     *
     * @param time how long, more than zero
     * @return a new breaker
     * @throws IllegalArgumentException if the time isn't more than zero
     */
    public CircuitBreaker openFor(Duration time) {
        return new CircuitBreaker(options.openFor(time));
    }

    /**
     * Answers a breaker that lets so many calls through when it is half open.
     *
     * @param calls how many, from 1 to a million
     * @param most how long they have to decide; then the breaker opens again
     * @return a new breaker
     * @throws IllegalArgumentException if the number is out of range, or the time not more than zero
     */
    public CircuitBreaker probes(int calls, Duration most) {
        return new CircuitBreaker(options.probes(calls, most));
    }

    /**
     * Answers a breaker that counts as failed what this says, instead of every exception. It isn't asked about
     * cancellations. An exception that isn't a failure is no result: it is neither good nor bad.
     *
     * @param failure says whether something thrown is a failure
     * @return a new breaker
     */
    public CircuitBreaker failsOn(Predicate<? super Throwable> failure) {
        return new CircuitBreaker(options.failsOn(Objects.requireNonNull(failure, "failure")));
    }

    /**
     * Has each change of state told to a listener: after it has happened, by the thread that brought it about, and
     * without a lock. Changes soon after each other may be told out of order; their generations say which was first.
     * What a listener throws goes to the handler of uncaught exceptions of that thread, and not to the caller.
     *
     * @param listener gets the changes from now on
     * @return this breaker
     */
    public CircuitBreaker onTransition(Consumer<? super Transition> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Makes a call if that is let through, and records how it ended. What it throws of unchecked exceptions and errors
     * is thrown as itself; a checked one is the cause of a {@link CompletionException}. To get it as itself, name its
     * type: {@link #call(Class, Callable)}.
     *
     * @param body the call
     * @param <T> the type of its result
     * @return its result
     * @throws CircuitOpenException if it was refused; the body didn't run
     * @throws CompletionException if it threw a checked exception
     * @throws InterruptedException if it threw that
     */
    public <T extends @Nullable Object> T call(Callable<? extends T> body) throws InterruptedException {
        return call(RuntimeException.class, body);
    }

    /**
     * Makes a call if that is let through, and records how it ended; an exception of this type is thrown as itself.
     *
     * @param type the type of a checked exception that the call may throw
     * @param body the call
     * @param <T> the type of its result
     * @param <X> the type of the exception
     * @return its result
     * @throws X if the call threw one
     * @throws CircuitOpenException if it was refused; the body didn't run
     * @throws CompletionException if it threw a checked exception of another type
     * @throws InterruptedException if it threw that
     */
    public <T extends @Nullable Object, X extends Exception> T call(Class<X> type, Callable<? extends T> body)
            throws X, InterruptedException {
        return call(type, null, body);
    }

    /** Makes a call that waits for a permit once it is let through; that time isn't counted as the call's. */
    <T extends @Nullable Object, X extends Exception> T call(
            Class<X> type, @Nullable RateLimiter limiter, Callable<? extends T> body) throws X, InterruptedException {
        World.step("call", this);
        Phase admittedIn = admitted();
        if (limiter != null) {
            awaitTurn(limiter, admittedIn);
        }
        long start = now();
        T result;
        try {
            result = body.call();
        } catch (Throwable t) {
            recordThrown(admittedIn, t, start);
            throw Thrown.here(t, type);
        }
        record(admittedIn, Window.GOOD, start);
        return result;
    }

    private void awaitTurn(RateLimiter limiter, Phase admittedIn) throws InterruptedException {
        boolean came = false;
        try {
            limiter.await();
            came = true;
        } finally {
            if (!came) {
                release(admittedIn);
            }
        }
    }

    /**
     * Asks to make a call that the caller makes himself.
     *
     * @return the permit, to be closed
     * @throws CircuitOpenException if it is refused
     */
    public Permit admit() {
        World.step("admit", this);
        return new Permit(this, admitted(), now());
    }

    /** The present, where anybody will want to know how long a call has taken. */
    private long now() {
        return options.slowNanos() == Options.NEVER_SLOW ? 0 : World.current().nanoTime();
    }

    private Phase admitted() {
        for (; ; ) {
            Phase current = phase;
            if (current.admits()) {
                return current;
            }
            if (!current.isOver()) {
                throw new CircuitOpenException(
                        "circuit breaker " + options.name() + " is " + current.words(),
                        Duration.ofNanos(current.nanosLeft()));
            }
            moveTo(current, current.afterItsTime());
        }
    }

    private void recordThrown(Phase admittedIn, Throwable thrown, long startNanos) {
        if (Outcomes.isCancelled(thrown)) {
            release(admittedIn);
            return;
        }
        boolean failed;
        try {
            failed = options.isFailure(thrown);
        } catch (Throwable t) {
            release(admittedIn); // a predicate that throws says nothing
            t.addSuppressed(thrown);
            throw t;
        }
        if (failed) {
            record(admittedIn, Window.FAILED, startNanos);
        } else {
            release(admittedIn);
        }
    }

    private void record(Phase admittedIn, int outcome, long startNanos) {
        World.step("record", this);
        int slow = options.slowNanos() != Options.NEVER_SLOW
                        && World.current().nanoTime() - startNanos >= options.slowNanos()
                ? Window.SLOW
                : 0;
        Phase next = admittedIn.record(outcome | slow);
        if (next != null) {
            moveTo(admittedIn, next);
        }
    }

    private void release(Phase admittedIn) {
        World.step("release", this);
        admittedIn.release();
    }

    /**
     * Answers what it does with calls. An open breaker whose time is over is still {@link State#OPEN} until a call
     * comes.
     *
     * @return the state now
     */
    public State state() {
        World.step("state", this);
        return phase.state();
    }

    /**
     * Answers how the calls that count at present have ended.
     *
     * @return the counts now
     */
    public Counts counts() {
        World.step("counts", this);
        return phase.counts();
    }

    /**
     * Answers the breaker's name.
     *
     * @return the name
     */
    public String name() {
        return options.name();
    }

    /** Refuses all calls, until {@link #reset} or {@link #forceClosed}. */
    public void forceOpen() {
        force("forceOpen", State.FORCED_OPEN);
    }

    /** Lets all calls through and counts nothing, until {@link #reset} or {@link #forceOpen}. */
    public void forceClosed() {
        force("forceClosed", State.FORCED_CLOSED);
    }

    /** Closes the breaker, and forgets all calls. */
    public void reset() {
        force("reset", State.CLOSED);
    }

    private void force(String what, State state) {
        World.step(what, this);
        for (; ; ) {
            Phase current = phase;
            if (moveTo(current, current.forced(state))) {
                return;
            }
        }
    }

    /** Brings about another period, unless somebody else has. */
    private boolean moveTo(Phase from, Phase to) {
        if (!PHASE.compareAndSet(this, from, to)) {
            return false;
        }
        if (!listeners.isEmpty()) {
            var transition = new Transition(options.name(), from.state(), to.state(), to.generation(), from.counts());
            listeners.forEach(listener -> tell(listener, transition));
        }
        return true;
    }

    private static void tell(Consumer<? super Transition> listener, Transition transition) {
        try {
            listener.accept(transition);
        } catch (Throwable t) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, t);
        }
    }

    /** Answers its name and state, for people to read. */
    @Override
    public String toString() {
        return "circuit breaker " + options.name() + " (" + phase.words() + ")";
    }
}
