package dev.sluice.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real world with another zero on its clock. In a hurry, it doesn't park for a deadline but puts
 * the clock forward to it.
 */
final class ShiftedWorld extends ForwardingWorld {
    private final AtomicLong shift;
    private final boolean hurried;
    private final AtomicInteger sleeps = new AtomicInteger();

    /** A world in which it is the given moment now. */
    ShiftedWorld(long nowNanos, boolean hurried) {
        super(World.current());
        this.shift = new AtomicLong(nowNanos - real.nanoTime());
        this.hurried = hurried;
    }

    /** How often a thread has parked for a deadline that wasn't past. */
    int sleeps() {
        return sleeps.get();
    }

    @Override
    public long nanoTime() {
        return real.nanoTime() + shift.get();
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
        long nanosLeft = deadlineNanos - nanoTime();
        if (nanosLeft > 0) {
            sleeps.incrementAndGet();
            if (hurried) {
                shift.addAndGet(nanosLeft);
            } else {
                real.parkUntil(blocker, deadlineNanos - shift.get());
            }
        }
    }
}
