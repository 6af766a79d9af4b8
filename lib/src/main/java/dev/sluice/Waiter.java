package dev.sluice;

import org.jspecify.annotations.Nullable;

// Floor: waiting
/**
 * One place in one queue: what a {@link Wait} offers to, or wants from, one channel.
 *
 * <p>A select has one for each of its cases; the one of a plain operation is the wait itself.
 */
class Waiter {
    final Wait wait;

    // Guarded by the lock of the queue it stands in.

    /** Which queue of its channel it stands in; null if in none. */
    WaitQueues.@Nullable Side side;

    @Nullable
    Waiter previous;

    @Nullable
    Waiter next;

    // Written by the waiting goroutine before it stands in a queue, by its partner under the lock before the match, and
    // read again by the waiting goroutine after it.
    @Nullable
    Object value;

    boolean closed;

    /** One of several of a wait. */
    Waiter(Wait wait) {
        this.wait = wait;
    }

    /** The wait itself. */
    Waiter() {
        this.wait = (Wait) this;
    }

    /** Makes ready to be queued: with the value to send, or null to receive. */
    final void prepare(@Nullable Object toSend) {
        value = toSend;
        closed = false;
    }
}
