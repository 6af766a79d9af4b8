package dev.sluice;

import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/**
 * One goroutine that waits until one of its {@link Waiter waiters} is matched, its deadline passes, or it is interrupted
 * or cancelled. Every wait in the library is one of these.
 */
final class Wait extends Waiter {
    /*
     * What happens to a wait is decided once, by a compare-and-set on its state:
     *
     *     WAITING ---> thread            the waiting goroutine, before it parks
     *     WAITING | thread ---> waiter   a partner, which holds the lock of that waiter's channel
     *     WAITING | thread ---> GIVEN_UP the waiting goroutine: interrupted, cancelled or too late
     *
     * The state holds the matched waiter itself, so a select learns from one word both that it is done and which case it
     * was. A thread that finds a waiter in a queue and loses the race drops that waiter and takes the next.
     *
     * Only a goroutine that has put its thread there is unparked; one that still spins sees the state change by itself.
     *
     * Invariants
     *  - A partner matches only a waiter that it took out of a queue under that queue's lock, and within the same locked
     *    section. The waiting goroutine takes all its waiters out, each under its lock, before it uses the wait again.
     *    Hence no partner of an earlier round can match a later one, and no round stamp is needed.
     */
    private enum Unmatched {
        WAITING,
        GIVEN_UP
    }

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Wait.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A deadline that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    // Nothing else: all that two partners write is on one cache line, if the object isn't laid across two.
    private volatile Object state = Unmatched.GIVEN_UP;

    /** Begins a wait of the current thread. To be called before the first waiter is queued. */
    void begin() {
        STATE.setRelease(this, Unmatched.WAITING);
    }

    /** Whether a wait has begun and isn't decided. */
    boolean isInUse() {
        return state == Unmatched.WAITING || isParked();
    }

    /**
     * Decides the wait in favour of this waiter, unless it is decided. The caller holds the lock of the waiter's queue.
     *
     * @return null if it was decided already; otherwise what the goroutine was doing: its thread if it has to be unparked, something
     *     else if it is awake and sees by itself that it is matched
     */
    @Nullable
    Object match(Waiter waiter) {
        if (state == Unmatched.WAITING && STATE.compareAndSet(this, Unmatched.WAITING, waiter)) {
            return Unmatched.WAITING;
        }
        Object before = state;
        return before instanceof Thread && STATE.compareAndSet(this, before, waiter) ? before : null;
    }

    /**
     * Waits until matched.
     *
     * <p>Where it doesn't answer a waiter, the caller must take its waiters out of their queues.
     *
     * @param operation what waits
     * @param site what it waits at: a channel, a scope or a select; thread dumps show it as the blocker
     * @param spin how long to spin first; null to park at once
     * @param deadlineNanos when to give up, or {@link #NEVER}
     * @return the waiter that was matched, or null when the deadline passed
     * @throws InterruptedException if interrupted or cancelled before it was matched; if it was matched first, the match
     *     stands and the interrupt flag is set
     */
    @Nullable
    Waiter await(Operation operation, Object site, @Nullable Spin spin, long deadlineNanos)
            throws InterruptedException {
        return await(operation, site, spin, deadlineNanos, true);
    }

    /**
     * Waits until matched, or until the deadline has passed: nothing else ends it. An interrupt that comes meanwhile stays set.
     *
     * @return whether it was matched
     */
    boolean awaitUninterrupted(Operation operation, Object site, @Nullable Spin spin, long deadlineNanos) {
        try {
            return await(operation, site, spin, deadlineNanos, false) != null;
        } catch (InterruptedException e) {
            throw new AssertionError("a wait was stopped that nothing stops", e);
        }
    }

    private @Nullable Waiter await(
            Operation operation, Object site, @Nullable Spin spin, long deadlineNanos, boolean isStoppable)
            throws InterruptedException {
        World world = World.current();
        Strand strand = Strand.current();
        if (spin != null && world.spins()) {
            boolean hasWoken = strand != null && strand.hasWokenAnother();
            if (spin.until(world, this, hasWoken)) {
                return (Waiter) state;
            }
        }
        return Flight.isRecorded()
                ? parkRecorded(world, strand, operation, site, deadlineNanos, isStoppable)
                : park(world, strand, operation, site, deadlineNanos, isStoppable);
    }

    private @Nullable Waiter parkRecorded(
            World world,
            @Nullable Strand strand,
            Operation operation,
            Object site,
            long deadlineNanos,
            boolean isStoppable)
            throws InterruptedException {
        // Before a partner may unpark this thread: the recorder may park in a lock of its own, and would swallow that.
        Flight.Span span = operation.record(this, site);
        String outcome = "interrupted";
        try {
            Waiter matched = park(world, strand, operation, site, deadlineNanos, isStoppable);
            outcome = matched == null ? "timed out" : "done";
            return matched;
        } finally {
            span.end(outcome);
        }
    }

    private @Nullable Waiter park(
            World world,
            @Nullable Strand strand,
            Operation operation,
            Object site,
            long deadlineNanos,
            boolean isStoppable)
            throws InterruptedException {
        if (!STATE.compareAndSet(this, Unmatched.WAITING, Thread.currentThread())) {
            return (Waiter) state;
        }
        if (strand != null) {
            strand.beginsToWait(this, operation, site, world.nanoTime(), deadlineNanos);
        }
        try {
            return isStoppable
                    ? parkUntilStopped(world, strand, site, deadlineNanos)
                    : parkThroughInterrupts(world, site, deadlineNanos);
        } finally {
            if (strand != null) {
                strand.goesOn();
            }
        }
    }

    private @Nullable Waiter parkUntilStopped(World world, @Nullable Strand strand, Object site, long deadlineNanos)
            throws InterruptedException {
        for (; ; ) {
            InterruptedException stop = Strand.stop(strand);
            if (stop != null) {
                if (giveUp()) {
                    throw strand == null ? stop : strand.refused(stop);
                }
                Strand.keep(strand, stop);
                return (Waiter) state;
            }
            if (parkOnce(world, site, deadlineNanos)) {
                return matchedOrGivenUp();
            }
        }
    }

    private @Nullable Waiter parkThroughInterrupts(World world, Object site, long deadlineNanos) {
        boolean interrupted = false;
        try {
            do {
                interrupted |= Thread.interrupted(); // a thread doesn't park while it is interrupted
            } while (!parkOnce(world, site, deadlineNanos));
            return matchedOrGivenUp();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Parks, maybe in vain; returns whether it is matched or the deadline has passed. */
    private boolean parkOnce(World world, Object site, long deadlineNanos) {
        if (deadlineNanos != NEVER && deadlineNanos - world.nanoTime() <= 0) {
            return true;
        }
        try {
            if (deadlineNanos == NEVER) {
                world.park(site);
            } else {
                world.parkUntil(site, deadlineNanos);
            }
        } catch (VirtualMachineError e) { // no stack or memory to park with; a match that has come first stands
            if (giveUp()) {
                throw e;
            }
        }
        return isMatched();
    }

    private @Nullable Waiter matchedOrGivenUp() {
        return !isMatched() && giveUp() ? null : (Waiter) state;
    }

    boolean isMatched() {
        return state instanceof Waiter;
    }

    @Nullable
    Waiter matched() {
        return state instanceof Waiter waiter ? waiter : null;
    }

    /** Whether it is still undecided, where only a partner can decide it. */
    boolean isAwaited() {
        return state == Unmatched.WAITING;
    }

    /** Whether the goroutine is parked and not matched. */
    boolean isParked() {
        return state instanceof Thread;
    }

    private boolean giveUp() {
        return STATE.compareAndSet(this, Thread.currentThread(), Unmatched.GIVEN_UP);
    }

    /** The deadline that lies this long after now; at least one nanosecond before {@link #NEVER}. */
    static long deadline(World world, Duration timeout) {
        return deadline(world.nanoTime(), timeout);
    }

    /** The deadline that lies this long after a time. */
    static long deadline(long fromNanos, Duration timeout) {
        long nanos = saturatedNanos(timeout);
        long deadline = fromNanos + Math.clamp(nanos, 0, Long.MAX_VALUE / 2);
        return deadline == NEVER ? NEVER - 1 : deadline;
    }

    private static long saturatedNanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** The earlier of two deadlines. */
    static long earlier(long a, long b) {
        if (a == NEVER || b == NEVER) {
            return a == NEVER ? b : a;
        }
        return a - b < 0 ? a : b;
    }
}
