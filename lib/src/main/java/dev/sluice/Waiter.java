package dev.sluice;

import org.jspecify.annotations.Nullable;

/**
 * One place in one queue: what a {@link Wait} offers to, or wants from, one channel.
 *
 * <p>A plain operation has one waiter, a select has one for each of its cases.
 */
final class Waiter {
    final Wait wait;

    // Guarded by the lock of the waitpoint whose queue it stands in.
    @Nullable
    WaitQueue queue;

    @Nullable
    Waiter previous;

    @Nullable
    Waiter next;

    // Written by the waiting goroutine before it stands in a queue, by its partner under the lock before the match, and
    // read again by the waiting goroutine after it.
    @Nullable
    Object value;

    boolean closed;

    Waiter(Wait wait) {
        this.wait = wait;
    }

    /** Makes ready to be queued: with the value to send, or null to receive. */
    void prepare(@Nullable Object toSend) {
        value = toSend;
        closed = false;
    }
}
