package dev.sluice.resilience;

import dev.sluice.resilience.CircuitBreaker.Counts;
import dev.sluice.runtime.World;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The calls of the last seconds. */
final class TimeWindow extends Window {
    /*
     * Time is cut into slots, and a slot counts the calls that have ended in it. The window is the slot that runs and
     * those before it, so its length varies by one slot.
     *
     * A slot is an object of its own, and a new one takes its place in the ring: a thread that is late counts in the slot
     * that it has found, which may be out of the window by then. So no count is ever set back while a thread adds to it.
     *
     * A call that may open the breaker counts itself first and looks at all counts then. What other threads add in
     * between is seen too. Bad calls that are seen early make the breaker open early; and good ones have ended at the
     * same time as this one, and may as well stand before it. So of calls that race, those that look last decide as they
     * would one after the other.
     */
    private static final int SLOTS = 16;

    private static final VarHandle RING = MethodHandles.arrayElementVarHandle(Slot[].class);
    private static final VarHandle LAST_BAD;

    static {
        try {
            LAST_BAD = MethodHandles.lookup().findVarHandle(TimeWindow.class, "lastBad", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Slot {
        final long number;
        final LongAdder calls = new LongAdder();
        final LongAdder failed = new LongAdder();
        final LongAdder slow = new LongAdder();

        Slot(long number) {
            this.number = number;
        }
    }

    private final long startNanos = World.current().nanoTime();
    private final long slotNanos;
    private final @Nullable Slot[] ring = new @Nullable Slot[SLOTS + 1];

    /** The number of the last slot with a bad call; it only rises. */
    private volatile long lastBad = -SLOTS - 1;

    TimeWindow(long nanos) {
        slotNanos = Math.max(1, nanos / SLOTS);
    }

    @Override
    @Nullable
    Counts record(int outcome) {
        Slot slot = slot(number());
        slot.calls.increment();
        if (outcome == GOOD) {
            return slot.number - lastBad <= SLOTS ? counts() : null; // it may be the one that makes enough of them
        }
        if ((outcome & FAILED) != 0) {
            slot.failed.increment();
        }
        if ((outcome & SLOW) != 0) {
            slot.slow.increment();
        }
        raiseLastBad(slot.number);
        return counts();
    }

    private void raiseLastBad(long number) {
        for (long before; (before = lastBad) < number; ) {
            if (LAST_BAD.compareAndSet(this, before, number)) {
                return;
            }
        }
    }

    private long number() {
        return Math.max(0, World.current().nanoTime() - startNanos) / slotNanos;
    }

    private Slot slot(long number) {
        int index = (int) (number % ring.length);
        for (; ; ) {
            Slot found = (Slot) RING.getVolatile(ring, index);
            if (found != null && found.number >= number) {
                return found;
            }
            var made = new Slot(number);
            if (RING.compareAndSet(ring, index, found, made)) {
                return made;
            }
        }
    }

    @Override
    Counts counts() {
        long now = number();
        long calls = 0;
        long failed = 0;
        long slow = 0;
        for (int i = 0; i < ring.length; i++) {
            Slot slot = (Slot) RING.getVolatile(ring, i);
            if (slot != null && slot.number >= now - SLOTS) {
                // Bad ones first: a call is counted before it is counted as bad, so there are never more bad ones than
                // calls.
                failed += slot.failed.sum();
                slow += slot.slow.sum();
                calls += slot.calls.sum();
            }
        }
        return new Counts(calls, failed, slow);
    }
}
