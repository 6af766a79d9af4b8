package dev.sluice;

import dev.sluice.runtime.Interruption;
import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One goroutine that waits until one of its {@link Waiter waiters} is matched, its deadline passes, or it is interrupted
 * or cancelled. Every wait in the library is one of these.
 */
final class Wait {
    /*
     * What happens to a wait is decided once, by a compare-and-set on its state:
     *
     *     WAITING ---> PARKED            the waiting goroutine, before it parks
     *     WAITING | PARKED ---> waiter   a partner, which holds the lock of that waiter's channel
     *     WAITING | PARKED ---> GIVEN_UP the waiting goroutine: interrupted, cancelled or too late
     *
     * The state holds the matched waiter itself, so a select learns from one word both that it is done and which case it
     * was. Whoever finds a waiter in a queue and loses the race drops that waiter and takes the next.
     *
     * Only a PARKED goroutine is unparked; one that still spins sees the state change by itself.
     *
     * Invariants
     *  - A partner matches only a waiter that it took out of a queue under that queue's lock, and within the same locked
     *    section. The waiting goroutine takes all its waiters out, each under its lock, before it uses the wait again.
     *    Hence no partner of an earlier round can match a later one, and no round stamp is needed.
     *  - A partner reads the thread before the match: after it, the wait may already serve another goroutine.
     */
    private enum Unmatched {
        WAITING,
        PARKED,
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

    /** What became of an attempt to match. */
    enum Match {
        /** The wait was decided already. */
        LOST,
        /** Matched; the goroutine is awake and sees it by itself. */
        AWAKE,
        /** Matched; the goroutine has to be unparked. */
        ASLEEP
    }

    private volatile Object state = Unmatched.GIVEN_UP;
    private @Nullable Thread thread;

    // What reports say of a parked goroutine; see Strand for how others read it.
    private String operation = "";
    private @Nullable Object site;
    private long sinceNanos;
    private long deadlineNanos = NEVER;

    /** Begins a wait of the current thread. To be called before the first waiter is queued. */
    void begin() {
        thread = Thread.currentThread();
        STATE.setRelease(this, Unmatched.WAITING);
    }

    /** Ends the wait, so that it can be kept for another without keeping the goroutine. */
    void end() {
        thread = null;
    }

    @Nullable
    Thread thread() {
        return thread;
    }

    /** Decides the wait in favour of this waiter, unless it is decided. The caller holds the lock of the waiter's queue. */
    Match match(Waiter waiter) {
        if (state == Unmatched.WAITING && STATE.compareAndSet(this, Unmatched.WAITING, waiter)) {
            return Match.AWAKE;
        }
        if (state == Unmatched.PARKED && STATE.compareAndSet(this, Unmatched.PARKED, waiter)) {
            return Match.ASLEEP;
        }
        return Match.LOST;
    }

    /**
     * Waits until matched.
     *
     * <p>Where it doesn't answer a waiter, the caller must take its waiters out of their queues.
     *
     * @param operation what waits, as its method is called
     * @param site what it waits at: a channel, a scope or a select; thread dumps show it as the blocker
     * @param spin how long to spin first; null to park at once
     * @param deadlineNanos when to give up, or {@link #NEVER}
     * @return the waiter that was matched, or null when the deadline passed
     * @throws InterruptedException if interrupted or cancelled before it was matched; if it was matched first, the match
     *     stands and the interrupt flag is set
     */
    @Nullable
    Waiter await(String operation, Object site, @Nullable Spin spin, long deadlineNanos) throws InterruptedException {
        World world = World.current();
        if (spin != null && world.spins() && spin.until(world, this)) {
            return (Waiter) state;
        }
        return Flight.isRecorded()
                ? parkRecorded(world, operation, site, deadlineNanos)
                : park(world, operation, site, deadlineNanos);
    }

    private @Nullable Waiter parkRecorded(World world, String operation, Object site, long deadlineNanos)
            throws InterruptedException {
        // Before a partner may unpark this thread: the recorder may park in a lock of its own, and would swallow that.
        Flight.Span span = FlightEvents.wait(this, operation, site);
        String outcome = "interrupted";
        try {
            Waiter matched = park(world, operation, site, deadlineNanos);
            outcome = matched == null ? "timed out" : "done";
            return matched;
        } finally {
            span.end(outcome);
        }
    }

    private @Nullable Waiter park(World world, String operation, Object site, long deadlineNanos)
            throws InterruptedException {
        if (!STATE.compareAndSet(this, Unmatched.WAITING, Unmatched.PARKED)) {
            return (Waiter) state;
        }
        Strand strand = Strand.current();
        if (strand == null) {
            return parkUntilMatched(world, null, site, deadlineNanos);
        }
        this.operation = operation;
        this.site = site;
        this.sinceNanos = world.nanoTime();
        this.deadlineNanos = deadlineNanos;
        strand.beginsToWait(this);
        try {
            return parkUntilMatched(world, strand, site, deadlineNanos);
        } finally {
            strand.goesOn();
            this.site = null;
        }
    }

    private @Nullable Waiter parkUntilMatched(World world, @Nullable Strand strand, Object site, long deadlineNanos)
            throws InterruptedException {
        for (; ; ) {
            InterruptedException stop = stop(strand);
            if (stop != null) {
                if (giveUp()) {
                    throw stop;
                }
                Interruption.keep(stop);
                return (Waiter) state;
            }
            if (deadlineNanos == NEVER) {
                world.park(site);
            } else {
                if (deadlineNanos - world.nanoTime() <= 0) {
                    return giveUp() ? null : (Waiter) state;
                }
                world.parkUntil(site, deadlineNanos);
            }
            if (isMatched()) {
                return (Waiter) state;
            }
        }
    }

    boolean isMatched() {
        return state instanceof Waiter;
    }

    @Nullable
    Waiter matched() {
        return state instanceof Waiter waiter ? waiter : null;
    }

    // For reports, by other threads: what they read has to be taken as in Strand.wait

    /** Whether the goroutine is parked, and neither matched nor due by the clock. */
    boolean isDurable() {
        return state == Unmatched.PARKED && deadlineNanos == NEVER && !endsByItself(site);
    }

    private static boolean endsByItself(@Nullable Object site) {
        return switch (site) {
            case Channel<?> channel -> channel.endsByClock();
            case SelectPasses select -> select.endsByClock();
            case null, default -> false;
        };
    }

    String operation() {
        return operation;
    }

    @Nullable
    Object site() {
        return site;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    private boolean giveUp() {
        return STATE.compareAndSet(this, Unmatched.PARKED, Unmatched.GIVEN_UP);
    }

    private static @Nullable InterruptedException stop(@Nullable Strand strand) {
        if (strand != null) {
            InterruptedException cancelled = strand.takeCancellation();
            if (cancelled != null) {
                return cancelled;
            }
        }
        return Thread.interrupted() ? new InterruptedException() : null;
    }

    /** The deadline that lies this long after now; at least one nanosecond before {@link #NEVER}. */
    static long deadline(World world, Duration timeout) {
        long nanos = saturatedNanos(timeout);
        long deadline = world.nanoTime() + Math.clamp(nanos, 0, Long.MAX_VALUE / 2);
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
