package dev.sluice;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

// Floor: waiting
/**
 * A lock and the two queues that it guards: the waits to receive, and the waits to send, each in the order in which they
 * began to. A queue is a doubly linked list through the waiters themselves, so that leaving from the middle of a long one takes
 * constant time.
 *
 * <p>Guarded by the lock, except {@link #noReceiverWaits} and {@link #noSenderWaits}.
 */
abstract class WaitQueues extends SpinLock {
    /*
     * The lock and the queues are fields of one object, and there are no objects for queues, because of the cache lines: where
     * values go from hand to hand between two processors, each line that both write costs about as much as all the instructions.
     */

    /** Which of the two queues. */
    enum Side {
        RECEIVERS,
        SENDERS
    }

    private static final VarHandle FIRST_RECEIVER;
    private static final VarHandle FIRST_SENDER;

    static {
        try {
            var lookup = MethodHandles.lookup();
            FIRST_RECEIVER = lookup.findVarHandle(WaitQueues.class, "firstReceiver", Waiter.class);
            FIRST_SENDER = lookup.findVarHandle(WaitQueues.class, "firstSender", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How many values have gone from hand to hand, past any buffer. */
    long receivedPastBuffer;

    private @Nullable Waiter firstReceiver;
    private @Nullable Waiter lastReceiver;
    private @Nullable Waiter firstSender;
    private @Nullable Waiter lastSender;
    private int receivers;
    private int senders;

    /** Whether no thread waits to receive; may be asked without the lock, and was then true or false at that instant. */
    final boolean noReceiverWaits() {
        return FIRST_RECEIVER.getVolatile(this) == null;
    }

    /** Whether no thread waits to send; may be asked without the lock, and was then true or false at that instant. */
    final boolean noSenderWaits() {
        return FIRST_SENDER.getVolatile(this) == null;
    }

    /** How many wait to receive. */
    final int waitingReceivers() {
        return receivers;
    }

    /** How many wait to send. */
    final int waitingSenders() {
        return senders;
    }

    /** Puts a waiter at the end of a queue. */
    final void enqueue(Side side, Waiter waiter) {
        waiter.side = side;
        waiter.next = null;
        Waiter before = last(side);
        waiter.previous = before;
        last(side, waiter);
        if (before == null) {
            first(side, waiter);
        } else {
            before.next = waiter;
        }
        count(side, 1);
    }

    /** The waiter that has waited longest; null if there is none. */
    final @Nullable Waiter first(Side side) {
        return side == Side.RECEIVERS ? firstReceiver : firstSender;
    }

    /** Takes out the waiter that has waited longest; null if there is none. */
    final @Nullable Waiter poll(Side side) {
        Waiter waiter = first(side);
        if (waiter != null) {
            dequeue(side, waiter);
        }
        return waiter;
    }

    /** Takes out this waiter; does nothing if it doesn't stand in a queue any more. */
    final void dequeue(Waiter waiter) {
        Side side = waiter.side;
        if (side != null) {
            dequeue(side, waiter);
        }
    }

    private void dequeue(Side side, Waiter waiter) {
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            first(side, after);
        } else {
            before.next = after;
        }
        if (after == null) {
            last(side, before);
        } else {
            after.previous = before;
        }
        waiter.side = null;
        waiter.previous = null;
        waiter.next = null;
        count(side, -1);
    }

    private @Nullable Waiter last(Side side) {
        return side == Side.RECEIVERS ? lastReceiver : lastSender;
    }

    private void last(Side side, @Nullable Waiter waiter) {
        if (side == Side.RECEIVERS) {
            lastReceiver = waiter;
        } else {
            lastSender = waiter;
        }
    }

    private void first(Side side, @Nullable Waiter waiter) {
        if (side == Side.RECEIVERS) {
            FIRST_RECEIVER.setRelease(this, waiter);
        } else {
            FIRST_SENDER.setRelease(this, waiter);
        }
    }

    private void count(Side side, int change) {
        if (side == Side.RECEIVERS) {
            receivers += change;
        } else {
            senders += change;
        }
    }
}
