package dev.sluice;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * The buffer of a channel: a ring of values with two ends, each with a lock of its own. So a sender and a receiver don't stand in
 * each other's way while the buffer is neither full nor empty; for everything else there is the lock of both.
 */
final class Ring {
    /*
     * Each end counts what went past it. In the buffer is what has gone in and not come out: the values from out.passed to
     * in.passed, modulo the capacity.
     *
     * Invariants
     *  - out.passed <= in.passed <= out.passed + capacity, but for the moment within replaceFirst when both locks are held.
     *  - Both numbers only grow, each under the lock of its end. So what an end remembers of the other's number (seen) is never
     *    too large: it looks at the other end, whose memory another processor is writing, only when that doesn't suffice.
     *  - A slot is written before in.passed says so, and emptied before out.passed says so.
     *  - The array is as long as was needed so far, up to the capacity. It is replaced under both locks, so each of them is enough
     *    to read it.
     *
     * A thread that looks without a lock reads the number that can't grow beyond the other one first, so that what it compares was true at
     * the instant of its second read: see isEmpty and isFull.
     */
    private static final VarHandle PASSED;

    static {
        try {
            PASSED = MethodHandles.lookup().findVarHandle(End.class, "passed", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int MOST_LOOKS = 8;
    private static final int FIRST_LENGTH = 8;

    /** Where values go in, or come out. */
    private static final class End extends SpinLock {
        // Guarded by the lock; passed is also read without it.
        private long passed;
        private long slot;
        private long seen;

        // Keeps the two ends on cache lines of their own: they are written by different processors.
        @SuppressWarnings({"unused", "MultiVariableDeclaration"})
        private long p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12;

        long passed() {
            return (long) PASSED.getVolatile(this);
        }

        long passedByOther() {
            return (long) PASSED.getAcquire(this);
        }

        void pass(int length) {
            slot = slot + 1 == length ? 0 : slot + 1;
            PASSED.setRelease(this, passed + 1);
        }
    }

    private final End in = new End();
    private final End out = new End();
    private final int capacity;
    private @Nullable Object[] values;

    /** Guarded by the lock of the end where values go in. */
    private int highWater;

    Ring(int capacity) {
        this.capacity = capacity;
        this.values = new Object[Math.min(capacity, FIRST_LENGTH)];
    }

    // Locks

    void lock() {
        in.lock();
        out.lockAgain();
    }

    /** Takes both where there is stack for it; see {@link SpinLock#lockAgain}. */
    void lockAgain() {
        in.lockAgain();
        out.lockAgain();
    }

    void unlock() {
        out.unlockWithin();
        in.unlock();
    }

    void lockIn() {
        in.lock();
    }

    void unlockIn() {
        in.unlock();
    }

    void lockOut() {
        out.lock();
    }

    void unlockOut() {
        out.unlock();
    }

    // Without a lock

    /** How many values it holds; the number was true at one instant during the call. */
    int size() {
        for (int i = 0; i < MOST_LOOKS; i++) {
            long gone = out.passed();
            long size = in.passed() - gone;
            if (out.passed() == gone) {
                return (int) Math.min(size, capacity);
            }
        }
        lock();
        int size = sizeLocked();
        unlock();
        return size;
    }

    /** Whether it was empty at one instant during the call. */
    boolean isEmpty() {
        long gone = out.passed();
        return in.passed() == gone;
    }

    /** Whether it was full at one instant during the call. */
    boolean isFull() {
        long come = in.passed();
        return come - out.passed() >= capacity;
    }

    // With the lock of the end where values go in

    /** Whether there is room without more memory. */
    boolean hasRoom() {
        int length = values.length;
        if (in.passed - in.seen < length) {
            return true;
        }
        in.seen = out.passedByOther();
        return in.passed - in.seen < length;
    }

    /** Appends a value; there has to be room. */
    void append(Object value) {
        values[(int) in.slot] = value;
        in.pass(values.length);
        if (in.passed - in.seen > highWater) {
            in.seen = out.passedByOther();
            highWater = Math.max(highWater, (int) (in.passed - in.seen));
        }
    }

    // With the lock of the end where values come out

    boolean hasValue() {
        if (out.seen - out.passed > 0) {
            return true;
        }
        out.seen = in.passedByOther();
        return out.seen - out.passed > 0;
    }

    /** Takes the first value out; there has to be one. */
    Object removeFirst() {
        Object value = Objects.requireNonNull(values[(int) out.slot]);
        values[(int) out.slot] = null;
        out.pass(values.length);
        return value;
    }

    /** The first value; there has to be one. */
    Object first() {
        return Objects.requireNonNull(values[(int) out.slot]);
    }

    // With both locks

    /** Whether there is room, which it makes if the capacity allows it. */
    boolean makeRoom() {
        if (hasRoom()) {
            return true;
        }
        int length = values.length;
        if (length == capacity) {
            return false;
        }
        var larger = new Object[Math.min(capacity, 2 * length)];
        int first = (int) out.slot; // it is full, so this is where the next would go in too
        System.arraycopy(values, first, larger, 0, length - first);
        System.arraycopy(values, 0, larger, length - first, first);
        values = larger;
        out.slot = 0;
        in.slot = length;
        return true;
    }

    int sizeLocked() {
        return (int) (in.passed - out.passed);
    }

    int highWater() {
        return highWater;
    }

    /** How many values came out. */
    long removed() {
        return out.passed;
    }

    /** Takes the first value out of a full ring and appends another; no thread sees a gap in between. */
    Object replaceFirst(Object next) {
        int slot = (int) in.slot; // the ring is full, so it is that of the first
        Object first = Objects.requireNonNull(values[slot]);
        values[slot] = next;
        in.pass(capacity);
        out.pass(capacity);
        return first;
    }

    /**
     * Empties it, for good: what it held is taken out by {@link #removeLeft}, without a lock. Returns how many values that are.
     */
    int end() {
        int left = sizeLocked();
        PASSED.setRelease(out, in.passed);
        return left;
    }

    /** Takes out the next value that was left at the end. */
    Object removeLeft() {
        Object value = Objects.requireNonNull(values[(int) out.slot]);
        values[(int) out.slot] = null;
        out.slot = out.slot + 1 == values.length ? 0 : out.slot + 1;
        return value;
    }
}
