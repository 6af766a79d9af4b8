package dev.sluice.resilience;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.function.CheckedConsumer;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.inspect.PolicyState;
import dev.sluice.internal.Policies;
import dev.sluice.internal.Thrown;
import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker refuses calls to something that fails, which saves what is called from further load and the callers
 * from waiting; and it finds out by itself when calls succeed again.
 *
 * {@snippet :
 * CircuitBreaker breaker = CircuitBreaker.named("payments")
 *         .failureRate(0.5)
 *         .openFor(Duration.ofSeconds(10))
 *         .build();
 *
 * Receipt receipt = breaker.call(IOException.class, () -> payments.charge(card));
 * }
 *
 * <p><b>Closed</b>, it lets all calls through and counts how the last ones have ended: a {@linkplain
 * CircuitBreakerOptions#window(int) number of them}, or those of a {@linkplain CircuitBreakerOptions#window(Duration)
 * time}. When enough of them have failed, or were slow, it opens. <b>Open</b>, it refuses each call with a {@link
 * CircuitOpenException}. After a time it is <b>half open</b>: it lets a few calls through as probes, and refuses the
 * others. As soon as enough probes have failed it opens again; when enough have ended well that this can't happen, it
 * closes. Whether open or half open, it changes when a call comes, and never by itself.
 *
 * <p>No lock is held while a call runs, and the breaker itself never waits. A result counts in the period in which its
 * call was let in: one that comes late, from before the breaker opened, is dropped. A probe that ends without a result
 * gives its place to another; if probes haven't decided within the {@linkplain CircuitBreakerOptions#probes time} that
 * they have, the breaker opens again.
 *
 * <p>A call that was cancelled is no result: an interruption, a {@link dev.sluice.CancelledException}, anything that is
 * thrown while the caller's context is cancelled. Neither is, unless {@link CircuitBreakerOptions#failsOn} says
 * otherwise, a call that throws an {@link Error} or was refused by a policy inside.
 *
 * <p>Breakers are safe for use by any number of threads. A result is recorded and judged in one step: however calls
 * race, the breaker opens if it would in each order in which they could have ended. Memory consistency: actions before
 * the record of a result <i>happen-before</i> a change of state that it brings about, and this before what its listeners
 * do, and before calls that are let in or refused because of it.
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
         * Says what the call threw, which is a failure or not as the breaker's {@linkplain CircuitBreakerOptions#failsOn
         * options} say. What their predicate throws is thrown here, a checked exception as the cause of a {@link
         * CompletionException}.
         *
         * @param thrown the exception or error
         */
        public void failure(Throwable thrown) {
            Objects.requireNonNull(thrown, "thrown");
            if (USED.compareAndSet(this, false, true)) {
                Throwable told = breaker.recordThrown(phase, thrown, startNanos);
                if (told != thrown) {
                    throw Thrown.as(told, RuntimeException.class);
                }
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

    private final CircuitBreakerOptions options;
    private volatile Phase phase;

    CircuitBreaker(CircuitBreakerOptions options) {
        this.options = options;
        this.phase = Phase.closed(options, 1);
        Policies.add(this, CircuitBreaker::look);
    }

    /**
     * Returns the options of a breaker with this name, to be changed and then {@linkplain CircuitBreakerOptions#build
     * built}.
     *
     * @param name the name that the breaker has in messages
     * @return the options, with their defaults
     */
    @CheckReturnValue
    public static CircuitBreakerOptions named(String name) {
        return new CircuitBreakerOptions(Objects.requireNonNull(name, "name"));
    }

    /**
     * Makes a call if that is let through, and records how it ended. What it throws of unchecked exceptions and errors
     * is thrown as itself; a checked one is the cause of a {@link CompletionException}. To get it as itself, name its
     * type: {@link #call(Class, CheckedSupplier)}.
     *
     * @param body the call
     * @param <T> the type of its result
     * @return its result
     * @throws CircuitOpenException if it was refused; the body didn't run
     * @throws CompletionException if it threw a checked exception
     * @throws InterruptedException if it threw that
     */
    public <T extends @Nullable Object> T call(CheckedSupplier<? extends T, ?> body) throws InterruptedException {
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
    public <T extends @Nullable Object, X extends Exception> T call(Class<X> type, CheckedSupplier<? extends T, ?> body)
            throws X, InterruptedException {
        return call(type, null, body);
    }

    /** Makes a call that waits for a permit once it is let through; that time isn't counted as the call's. */
    <T extends @Nullable Object, X extends Exception> T call(
            Class<X> type, @Nullable RateLimiter limiter, CheckedSupplier<? extends T, ?> body)
            throws X, InterruptedException {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(body, "body");
        World.step("call", this);
        Phase admittedIn = admitted();
        if (limiter != null) {
            awaitTurn(limiter, admittedIn);
        }
        long start = now();
        T result;
        try {
            result = body.get();
        } catch (Throwable t) {
            throw Thrown.here(recordThrown(admittedIn, t, start), type);
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
     * Asks for permission to make one call, for code that makes the call and records its result itself.
     *
     * @return the permit, to be closed
     * @throws CircuitOpenException if the call is refused
     */
    @CheckReturnValue
    public Permit admit() {
        World.step("admit", this);
        return new Permit(this, admitted(), now());
    }

    /** Returns the present, where it matters how long a call has taken. */
    private long now() {
        return options.slowNanos() == CircuitBreakerOptions.NEVER_SLOW
                ? 0
                : World.current().nanoTime();
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

    /** Records a call that threw; returns what its caller is to be thrown. */
    private Throwable recordThrown(Phase admittedIn, Throwable thrown, long startNanos) {
        boolean failed = false;
        Throwable told = thrown;
        try {
            failed = !Outcomes.isCancelled(thrown) && options.isFailure(thrown);
        } catch (Throwable t) {
            told = Outcomes.joined(t, thrown); // a predicate that throws says nothing
        }
        if (failed) {
            record(admittedIn, Window.FAILED, startNanos);
        } else {
            release(admittedIn);
        }
        return told;
    }

    private void record(Phase admittedIn, int outcome, long startNanos) {
        World.step("record", this);
        int slow = options.slowNanos() != CircuitBreakerOptions.NEVER_SLOW
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
     * Returns what it does with calls. An open breaker whose time is over is still {@link State#OPEN} until a call
     * comes.
     *
     * @return the state now
     */
    public State state() {
        World.step("state", this);
        return phase.state();
    }

    /**
     * Returns how the calls that count at present have ended.
     *
     * @return the counts now
     */
    public Counts counts() {
        World.step("counts", this);
        return phase.counts();
    }

    /**
     * Returns the breaker's name.
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

    /** Brings about another period, unless another thread already has. */
    private boolean moveTo(Phase from, Phase to) {
        if (!PHASE.compareAndSet(this, from, to)) {
            return false;
        }
        if (!options.listeners().isEmpty()) {
            var transition = new Transition(options.name(), from.state(), to.state(), to.generation(), from.counts());
            options.listeners().forEach(listener -> tell(listener, transition));
        }
        return true;
    }

    private static void tell(CheckedConsumer<? super Transition, ?> listener, Transition transition) {
        try {
            listener.accept(transition);
        } catch (Throwable t) {
            Outcomes.tellHandler(t);
        }
    }

    private PolicyState look() {
        Phase now = phase;
        Counts counts = now.counts();
        return new PolicyState.Breaker(
                options.name(),
                Objects.toIdentityString(this),
                now.state().name(),
                counts.calls(),
                counts.failed(),
                counts.slow(),
                options.openingRate(),
                now.state() == State.OPEN ? Duration.ofNanos(now.nanosLeft()) : null);
    }

    /** Returns its name and state. */
    @Override
    public String toString() {
        return "circuit breaker " + options.name() + " (" + phase.words() + ")";
    }
}
