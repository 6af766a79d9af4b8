package dev.sluice;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * What goroutines wait at: a lock, a queue of waiting receivers and one of waiting senders.
 *
 * <p>This is a channel as a select sees it. A select tries cases one lock at a time, or takes the locks of all its
 * channels in the order of their {@link #id}s.
 */
abstract sealed class Waitpoint extends WaitQueues permits Exchange, ClockChannel {
    private static final AtomicLong IDS = new AtomicLong();

    /** The place in the order in which several locks are taken. */
    final long id = IDS.incrementAndGet();

    /**
     * Whether a receive may succeed. Needs no lock; false says that at one instant during the call there was nothing to
     * receive and the channel was open.
     */
    abstract boolean mayReceive();

    /**
     * Receives into this waiter, if that is possible now: sets its value, or {@code closed}. The caller holds the lock and
     * gives it back by {@link #unlockAndSettle}.
     */
    abstract boolean receiveInto(Waiter waiter);

    /** Does that, and gives the lock back if it fails, for want of memory. */
    final boolean receiveOrUnlock(Waiter waiter) {
        try {
            return receiveInto(waiter);
        } catch (Throwable e) {
            unlock();
            throw e;
        }
    }

    /** Whether values go from hand to hand here, so that a waiter may spin for a partner. */
    boolean handsOver() {
        return false;
    }

    /** Receives into this waiter if that needs no more than a part of the lock; false says nothing. Takes the lock itself. */
    boolean receiveQuicklyInto(Waiter waiter) {
        return false;
    }

    /** When a receive becomes possible without a sender, or {@link Wait#NEVER}. The caller holds the lock. */
    long dueNanos() {
        return Wait.NEVER;
    }

    /** The cause with which the channel was closed, if there was one. */
    abstract @Nullable Throwable cause();

    /** How messages call it. */
    abstract String label();

    /** What reports call it, which say which one it is beside that. */
    abstract String described();

    /** Does what the last operation left to be done without the lock, which the caller holds and this gives back. */
    abstract void unlockAndSettle();

    /** Takes the waiters of a wait that is over out of the queue. */
    void leave(Waiter waiter) {
        lockAgain();
        dequeue(waiter);
        unlock();
    }

    /**
     * Tells all waiters in a queue that the channel is closed. It has to be closed already, so that none is added. The lock
     * is taken for one waiter at a time: there may be a hundred thousand.
     */
    final void answerClosed(Side side) {
        while (side == Side.RECEIVERS ? !noReceiverWaits() : !noSenderWaits()) {
            Object partner = null;
            lockAgain();
            Waiter waiter = poll(side);
            if (waiter != null) {
                waiter.closed = true;
                partner = waiter.wait.match(waiter);
            }
            unlock();
            if (partner instanceof Thread sleeper) {
                Strand.unpark(sleeper);
            } else if (partner != null && waiter instanceof SendLater sender) {
                sender.tell(Offer.CLOSED);
            }
        }
    }
}
