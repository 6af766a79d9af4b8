package dev.sluice;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/** What a thread is parked in, for reports by others. */
abstract sealed class Parking extends Region permits Strand {
    /*
     * The number is odd while the thread is parked, and goes up by one when that begins and when it goes on; so a thread that reads the
     * same odd number twice knows that it was parked all the time in between, in the same wait. Only the thread itself writes,
     * and it takes back nothing: the reader reads the number, what it wants to know, and the number again. No counter is shared,
     * and nothing is allocated.
     */
    private static final VarHandle WAITS;

    static {
        try {
            WAITS = MethodHandles.lookup().findVarHandle(Parking.class, "waits", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What is told of each wait of the thread, by the thread itself. */
    interface Watch {
        /** Notes that the thread is about to park. */
        void beginsToWait(Operation operation, Object site, long sinceNanos);

        /** Notes that it has gone on. */
        void goesOn();
    }

    @SuppressWarnings("unused")
    private long waits;

    private @Nullable Wait wait;
    private @Nullable Operation operation;
    private @Nullable Object site;
    private long sinceNanos;
    private long deadlineNanos = Wait.NEVER;

    /** Notes that the current thread, whose this is, is about to park. */
    void beginsToWait(Wait wait, Operation operation, Object site, long sinceNanos, long deadlineNanos) {
        this.wait = wait;
        this.operation = operation;
        this.site = site;
        this.sinceNanos = sinceNanos;
        this.deadlineNanos = deadlineNanos;
        WAITS.setRelease(this, waits + 1);
    }

    /** Notes that it has gone on. */
    void goesOn() {
        WAITS.setOpaque(this, waits + 1);
        VarHandle.storeStoreFence(); // what is written next must not be taken for what was so until now
        wait = null;
        site = null;
    }

    /** The number of the wait that the thread is parked in, or 0 if it isn't in one. */
    final long waitNumber() {
        long number = (long) WAITS.getAcquire(this);
        return (number & 1) == 0 ? 0 : number;
    }

    /** Returns something about the wait that the thread is parked in; or null if it isn't in one, or no longer. */
    final <R> @Nullable R ofWait(Function<? super Parking, ? extends @Nullable R> question) {
        long number = waitNumber();
        if (number == 0) {
            return null;
        }
        R answer = question.apply(this);
        VarHandle.loadLoadFence();
        return waitNumber() == number ? answer : null;
    }

    // To be asked within ofWait

    /** What waits. */
    final @Nullable Operation operation() {
        return operation;
    }

    /** What it waits at: a channel, a scope or a select. */
    final @Nullable Object site() {
        return site;
    }

    final long sinceNanos() {
        return sinceNanos;
    }

    final long deadlineNanos() {
        return deadlineNanos;
    }

    /** Whether the wait is neither decided nor due by the clock. */
    final boolean isDurable() {
        Wait now = wait;
        return now != null && now.isParked() && deadlineNanos == Wait.NEVER && !endsByClock();
    }

    private boolean endsByClock() {
        Operation what = operation;
        Object where = site;
        return what != null && where != null && what.endsByClock(where);
    }
}
