package dev.sluice;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The waiters at one side of a channel, in the order in which they began to wait: a doubly linked list through the
 * waiters themselves, so that leaving from the middle of a long queue takes constant time.
 *
 * <p>Guarded by the lock of its waitpoint, except {@link #isEmpty()}.
 */
final class WaitQueue {
    private static final VarHandle FIRST;

    static {
        try {
            FIRST = MethodHandles.lookup().findVarHandle(WaitQueue.class, "first", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int size;

    /** Whether nobody waits here; may be asked without the lock, and was then true or false at that instant. */
    boolean isEmpty() {
        return FIRST.getVolatile(this) == null;
    }

    void add(Waiter waiter) {
        size++;
        waiter.queue = this;
        waiter.next = null;
        Waiter before = last;
        waiter.previous = before;
        last = waiter;
        if (before == null) {
            FIRST.setRelease(this, waiter);
        } else {
            before.next = waiter;
        }
    }

    /** Takes out the waiter that has waited longest; null if there is none. */
    @Nullable
    Waiter poll() {
        Waiter waiter = first;
        if (waiter != null) {
            remove(waiter);
        }
        return waiter;
    }

    /** Takes out this waiter; does nothing if it stands in this queue no longer. */
    void remove(Waiter waiter) {
        if (waiter.queue != this) {
            return;
        }
        size--;
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            FIRST.setRelease(this, after);
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.queue = null;
        waiter.previous = null;
        waiter.next = null;
    }

    /** How many wait here. */
    int size() {
        return size;
    }
}
