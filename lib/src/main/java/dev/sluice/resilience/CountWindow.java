package dev.sluice.resilience;

import dev.sluice.resilience.CircuitBreaker.Counts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The last n calls. */
final class CountWindow extends Window {
    /*
     * Calls are numbered from 1 as they end. Only the numbers of bad ones are kept: how many of the last n calls were
     * bad is how many of these numbers are greater than last - n.
     *
     * So a good call is one atomic increment. And while the last n calls were all good, another good one changes
     * nothing at all, and isn't even numbered: it only reads two words that are written rarely. That is the state in
     * which a breaker spends its life.
     *
     * A call that may open the breaker gets its number and the counts in one step, under the monitor: any bad one, and
     * the good one that makes the minimum. The counts are those of the n calls up to its own number, and so they don't
     * change when good calls go on meanwhile. A bad one gets its number under the monitor, so all bad ones with smaller
     * numbers are known by then; and so does each good one up to the minimum.
     *
     * A good call that sees no bad one has ended before it, whatever the clock says: ends at the same moment have no
     * order.
     */
    private static final VarHandle LAST;

    static {
        try {
            LAST = MethodHandles.lookup().findVarHandle(CountWindow.class, "last", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int size;
    private final int minimumCalls;

    /** The number of the last call. */
    private volatile long last;

    /** The number of the last bad call, or 0; written under the monitor. */
    private volatile long lastBad;

    // Guarded by the monitor.
    private final Numbers failed = new Numbers();
    private final Numbers slow = new Numbers();

    CountWindow(int size, int minimumCalls) {
        this.size = size;
        this.minimumCalls = minimumCalls;
    }

    @Override
    @Nullable
    Counts record(int outcome) {
        if (outcome != GOOD) {
            return recordBad(outcome);
        }
        long ended = last; // read before lastBad: see above
        if (ended - lastBad >= size) {
            return null;
        }
        if (ended < minimumCalls) {
            return recordEarly();
        }
        next();
        return null;
    }

    private synchronized @Nullable Counts recordEarly() {
        long number = next();
        return number == minimumCalls ? countsAt(number) : null;
    }

    private synchronized Counts recordBad(int outcome) {
        long number = next();
        lastBad = number;
        if ((outcome & FAILED) != 0) {
            failed.add(number, number - size);
        }
        if ((outcome & SLOW) != 0) {
            slow.add(number, number - size);
        }
        return countsAt(number);
    }

    private long next() {
        return (long) LAST.getAndAdd(this, 1L) + 1;
    }

    @Override
    synchronized Counts counts() {
        return countsAt(last);
    }

    /** Returns the counts of the calls up to a number, which no bad one has passed. */
    private Counts countsAt(long number) {
        return new Counts(Math.min(number, size), failed.above(number - size), slow.above(number - size));
    }

    /** Rising numbers, of which small ones are dropped. */
    private static final class Numbers {
        private static final int FIRST_LENGTH = 8;

        private long[] ring = new long[0];
        private int head;
        private int count;

        void add(long number, long dropUpTo) {
            above(dropUpTo);
            if (count == ring.length) {
                grow();
            }
            ring[(head + count) % ring.length] = number;
            count++;
        }

        /** Drops those up to a number; returns how many are left. */
        int above(long dropUpTo) {
            while (count > 0 && ring[head] <= dropUpTo) {
                head = (head + 1) % ring.length;
                count--;
            }
            return count;
        }

        private void grow() {
            var longer = new long[Math.max(FIRST_LENGTH, ring.length * 2)];
            for (int i = 0; i < count; i++) {
                longer[i] = ring[(head + i) % ring.length];
            }
            ring = longer;
            head = 0;
        }
    }
}
