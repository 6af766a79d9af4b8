package dev.sluice.sync;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.ReceiveChannel;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A barrier lets a number of parties wait for each other, again and again: none goes on before all have arrived.
 *
 * {@snippet :
 * var barrier = new Barrier(workers, this::exchangeBorders); // after each step, once
 *
 * for (int i = 0; i < workers; i++) {
 *     Part part = parts.get(i);
 *     scope.go(() -> {
 *         while (!part.isDone()) {
 *             part.step();
 *             barrier.await();
 *         }
 *         barrier.leave(); // the others go on without it
 *     });
 * }
 * }
 *
 * <p>When the last party has arrived it runs the action, without a lock; then all go on, and the next <i>generation</i> begins.
 * A fast party that is back before a slow one has gone on waits in the next generation.
 *
 * <p><b>Breaking.</b> A party that gives up waiting (interrupted, cancelled, too late) <i>breaks</i> the barrier, since the others
 * would wait for it in vain: they get a {@link BrokenBarrierException} whose cause says why, and so does each party that comes later,
 * until {@link #reset}. An action that throws breaks it too. A party that doesn't need the others any more {@linkplain #leave
 * leaves}, which breaks nothing.
 *
 * <p><b>Cancellation.</b> A party that is interrupted or cancelled before it arrives doesn't arrive, and breaks the barrier. So does
 * one that gives up waiting before the last has arrived. Once the last has, the round counts for all, since others may have gone
 * on: an {@code await} that is interrupted or cancelled at that moment returns, and the next wait fails.
 *
 * <p>Barriers are safe for use by any number of threads. Memory consistency: actions before a party's {@code await} or {@code
 * leave} <i>happen-before</i> the action, and this before what the parties do after their {@code await}.
 *
 * @see java.util.concurrent.CyclicBarrier
 */
public final class Barrier {
    /*
     * One object for each generation. It begins OPEN and makes one way through these states, under the lock:
     *
     *     OPEN ---> TRIPPING      the last party has arrived, or all that had not have left; the action runs
     *     OPEN ---> TRIPPED       the same, where there is no action
     *     TRIPPING ---> TRIPPED   the action has returned; the next generation begins in the same step
     *     OPEN | TRIPPING ---> BROKEN
     *
     * Parties wait for the generation's channel to be closed, which follows the last step without the lock. Since a party
     * holds on to its generation, one that is slow to wake finds the state of its own, whatever has come since.
     *
     * Invariant, whenever the lock is free: while OPEN, fewer have arrived than there are parties; or there are none.
     */
    private enum State {
        OPEN,
        TRIPPING,
        TRIPPED,
        BROKEN
    }

    private static final class Generation {
        final Channel<Void> ended;
        State state = State.OPEN;
        int arrived;

        @Nullable
        Throwable brokenBy;

        Generation(String name) {
            this.ended = OwnChannels.unlisted(Channel.named(name)).unbuffered();
        }
    }

    private final Object lock = new Object();
    private final @Nullable CheckedRunnable<?> action;
    private final String name;

    // Guarded by the lock.
    private int parties;
    private Generation current;

    /**
     * Creates a barrier without an action.
     *
     * @param parties how many have to arrive, at least 1
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Barrier(int parties) {
        this(parties, "barrier", null);
    }

    /**
     * Creates a barrier.
     *
     * @param parties how many have to arrive, at least 1
     * @param action run once in each generation, by the party that completes it
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Barrier(int parties, CheckedRunnable<?> action) {
        this(parties, action, "barrier");
    }

    /**
     * Creates a barrier with a name.
     *
     * @param parties how many have to arrive, at least 1
     * @param action run once in each generation, by the party that completes it
     * @param name its name in messages and thread dumps
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Barrier(int parties, CheckedRunnable<?> action, String name) {
        this(parties, name, Objects.requireNonNull(action, "action"));
    }

    private Barrier(int parties, String name, @Nullable CheckedRunnable<?> action) {
        this.parties = Semaphore.atLeastOne("parties", parties);
        this.action = action;
        this.name = Objects.requireNonNull(name, "name");
        this.current = new Generation(name);
    }

    /**
     * Arrives, and waits until all have. The party that completes the generation runs the action, and throws what that throws:
     * an unchecked exception, error or {@code InterruptedException} as itself, a checked one as the cause of a {@link
     * CompletionException}.
     *
     * @return how many had yet to arrive: 0 for the last, which has run the action
     * @throws BrokenBarrierException if the barrier is broken, or breaks while this waits
     * @throws CompletionException if this has run the action, and that threw a checked exception
     * @throws IllegalStateException if more parties arrive than there are
     * @throws InterruptedException if the thread is interrupted before or while it waits, or its goroutine cancelled
     *     (a {@link ContextCancelledException}); the barrier is broken
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        return await(() -> {}, ReceiveChannel::receive);
    }

    /**
     * Arrives, and waits for at most this long until all have.
     *
     * @param timeout how long to wait
     * @return how many had yet to arrive: 0 for the last, which has run the action
     * @throws TimeoutException if they haven't by then; the barrier is broken
     * @throws BrokenBarrierException if the barrier is broken, or breaks while this waits
     * @throws CompletionException as for {@link #await()}
     * @throws IllegalStateException if more parties arrive than there are
     * @throws InterruptedException as for {@link #await()}
     */
    public int await(Duration timeout) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(() -> {}, Patience.of(timeout, () -> "not all parties of " + name + " have arrived"));
    }

    /**
     * Arrives, and waits until all have or a context is cancelled, for a caller whose own context is a different one.
     *
     * @param context a context whose cancellation ends the wait too
     * @return how many had yet to arrive: 0 for the last, which has run the action
     * @throws CancelledException if the context is cancelled first, also before this arrives; the barrier is broken
     * @throws BrokenBarrierException if the barrier is broken, or breaks while this waits
     * @throws CompletionException as for {@link #await()}
     * @throws IllegalStateException if more parties arrive than there are
     * @throws InterruptedException as for {@link #await()}
     */
    public int await(Context context) throws InterruptedException, BrokenBarrierException {
        Objects.requireNonNull(context, "context");
        return await(context::throwIfCancelled, Patience.of(context));
    }

    private <X extends Exception> int await(Runnable admission, Patience<X> patience)
            throws X, InterruptedException, BrokenBarrierException {
        World.step("await", this);
        try {
            Context.checkpoint();
            admission.run();
        } catch (Throwable e) {
            breakUp(e);
            throw e;
        }
        Generation generation;
        int missing;
        synchronized (lock) {
            generation = current;
            missing = arriveIn(generation);
        }
        if (missing == 0) {
            trip(generation);
        }
        if (missing <= 0) {
            mustHaveTripped(generation);
            return 0;
        }
        try {
            patience.await(generation.ended);
        } catch (Throwable e) { // errors too: the others would wait for it in vain
            if (breakUp(generation, e) == State.TRIPPED && e instanceof Exception) {
                if (e instanceof InterruptedException late) {
                    Context.restoreInterrupt(late); // it came too late for this wait, and is for the next
                }
                return missing;
            }
            throw e;
        }
        mustHaveTripped(generation);
        return missing;
    }

    /** Returns how many are missing then; a negative number if the generation is broken. The caller holds the lock. */
    private int arriveIn(Generation generation) {
        if (parties == 0) {
            throw new IllegalStateException("all parties of " + name + " have left");
        }
        if (generation.state == State.TRIPPING) {
            throw new IllegalStateException("more than the " + parties + " parties of " + name + " have arrived");
        }
        if (generation.state == State.BROKEN) {
            return -1;
        }
        int missing = parties - 1 - generation.arrived;
        generation.arrived++;
        if (missing == 0) {
            complete(generation);
        }
        return missing;
    }

    /**
     * The last one has arrived. Without an action, the round is over in the same step: neither a reset nor a party that comes at this
     * moment can find it under way. The caller holds the lock.
     */
    private void complete(Generation generation) {
        if (action == null) {
            current = new Generation(name);
            generation.state = State.TRIPPED;
        } else {
            generation.state = State.TRIPPING;
        }
    }

    /** Runs the action for a generation that is complete, and lets the parties go. */
    private void trip(Generation generation) throws InterruptedException {
        try {
            if (action != null) {
                action.run();
            }
        } catch (Throwable e) {
            breakUp(generation, e);
            switch (e) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case InterruptedException interruption -> throw interruption;
                default -> throw new CompletionException(e);
            }
        }
        synchronized (lock) {
            if (generation.state == State.TRIPPING) {
                generation.state = State.TRIPPED;
                current = new Generation(name);
            }
        }
        generation.ended.close();
    }

    /** Breaks the current generation, since a party can't arrive in it. */
    private void breakUp(Throwable why) {
        Generation generation;
        synchronized (lock) {
            generation = current;
            if (parties == 0 || generation.state != State.OPEN) {
                return;
            }
        }
        breakUp(generation, why);
    }

    /** Breaks a generation, unless it is decided; returns what it is then. */
    private State breakUp(Generation generation, Throwable why) {
        synchronized (lock) {
            if (generation.state == State.TRIPPED || generation.state == State.BROKEN) {
                return generation.state;
            }
            generation.state = State.BROKEN;
            generation.brokenBy = why;
        }
        generation.ended.close();
        return State.BROKEN;
    }

    private void mustHaveTripped(Generation generation) throws InterruptedException, BrokenBarrierException {
        synchronized (lock) {
            if (generation.state != State.BROKEN) {
                return;
            }
        }
        Context.checkpoint(); // the own cancellation, which may be why it broke, comes before that of the others
        throw broken(generation);
    }

    private BrokenBarrierException broken(Generation generation) {
        var thrown = new BrokenBarrierException(name + " is broken: " + generation.brokenBy);
        thrown.initCause(generation.brokenBy);
        return thrown;
    }

    /**
     * Takes one party away for good: the others go on without it. It must not be one that waits. If all others have arrived,
     * this runs the action and lets them go. It doesn't wait, and so does its work in a cancelled goroutine too.
     *
     * @throws CancelledException if this has run the action, and that threw an {@code InterruptedException}, which is the cause; an
     *     interrupt is kept
     * @throws CompletionException if this has run the action, and that threw another checked exception
     * @throws IllegalStateException if all parties have left already
     */
    public void leave() {
        World.step("leave", this);
        Generation complete = null;
        synchronized (lock) {
            if (parties == 0) {
                throw new IllegalStateException("all parties of " + name + " have left");
            }
            parties--;
            if (current.state == State.OPEN && parties > 0 && current.arrived == parties) {
                complete = current;
                complete(complete);
            }
        }
        if (complete == null) {
            return;
        }
        try {
            trip(complete);
        } catch (InterruptedException e) {
            Context.restoreInterrupt(e);
            throw new CancelledException("the action of " + name + " was interrupted", e);
        }
    }

    /** Begins a new generation, unbroken. Parties that wait get a {@link BrokenBarrierException}; those that left stay away. */
    public void reset() {
        World.step("reset", this);
        Generation before;
        synchronized (lock) {
            before = current;
            if (before.state == State.OPEN && before.arrived == 0) {
                return;
            }
            current = new Generation(name);
        }
        breakUp(before, new CancelledException(name + " was reset", null));
    }

    /**
     * Returns whether the barrier is broken.
     *
     * @return whether an {@code await} would fail now
     */
    public boolean isBroken() {
        synchronized (lock) {
            return current.state == State.BROKEN;
        }
    }

    /**
     * Returns how many parties there are.
     *
     * @return those that haven't left
     */
    public int parties() {
        synchronized (lock) {
            return parties;
        }
    }

    /**
     * Returns how many parties have arrived in this generation, and wait.
     *
     * @return their number, 0 if the barrier is broken
     */
    public int waiting() {
        synchronized (lock) {
            return current.state == State.BROKEN ? 0 : current.arrived;
        }
    }

    /** Returns its name, and which parties have arrived. */
    @Override
    public String toString() {
        synchronized (lock) {
            String state = current.state == State.BROKEN ? ", broken" : "";
            return name + " (" + current.arrived + " of " + parties + " arrived" + state + ")";
        }
    }
}
