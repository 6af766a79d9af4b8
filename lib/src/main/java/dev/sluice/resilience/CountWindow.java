package dev.sluice.resilience;

import dev.sluice.resilience.CircuitBreaker.Counts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The last n calls. */
final class CountWindow extends Window {
    /*
     * Calls are numbered from 1 as they end. Only the numbers of bad ones are kept: how many of the last n calls were
     * bad is how many of these numbers are greater than last - n.
     *
     * So a good call is one atomic increment. And while the last n calls were all good, another good one changes
     * nothing at all, and isn't even numbered: it only reads two words that nobody writes. That is the state in which a
     * breaker spends its life.
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

    /** The number of the last bad call, or 0. */
    private volatile long lastBad;

    // Guarded by the monitor.
    private final Numbers failed = new Numbers();
    private final Numbers slow = new Numbers();

    CountWindow(int size, int minimumCalls) {
        this.size = size;
        this.minimumCalls = minimumCalls;
    }

    @Override
    boolean record(int outcome) {
        if (outcome != GOOD) {
            recordBad(outcome);
            return true;
        }
        if (last - lastBad >= size) {
            return false;
        }
        long number = (long) LAST.getAndAdd(this, 1L) + 1;
        return number == minimumCalls && lastBad > 0;
    }

    private synchronized void recordBad(int outcome) {
        long number = (long) LAST.getAndAdd(this, 1L) + 1;
        lastBad = number;
        if ((outcome & FAILED) != 0) {
            failed.add(number, number - size);
        }
        if ((outcome & SLOW) != 0) {
            slow.add(number, number - size);
        }
    }

    @Override
    synchronized Counts counts() {
        long number = last;
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

        /** Drops those up to a number; answers how many are left. */
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
