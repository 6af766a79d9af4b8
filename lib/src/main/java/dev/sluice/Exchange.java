package dev.sluice;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * Where the values of a channel change hands: its buffer and its queues, and what is done with them under its lock. What waiting means,
 * and for whom all this is done, is {@link Channel}'s.
 */
abstract sealed class Exchange extends Waitpoint permits Channel {
    /*
     * Values in the buffer and with waiting senders are packed (see Weights) if the channel is bounded by weight. What is given to
     * receivers and to the hook never is.
     */

    enum Phase {
        OPEN,
        CLOSED,
        CANCELLED
    }

    /** What there is to receive where there is no value. */
    enum None {
        EMPTY,
        CLOSED
    }

    final int capacity;
    final Channel.Overflow overflow;

    /** The buffer, and with it the lock; null if there is none. */
    final @Nullable Ring ring;

    /** What values weigh, if that is what bounds the buffer; otherwise null. */
    final @Nullable Weights weights;

    // Guarded by the lock; the phase is also read by the gates.
    long dropped;
    volatile Phase phase = Phase.OPEN;

    // What the current operation leaves to be done without the lock: a thread, or a sender that doesn't wait; and a
    // value.
    private @Nullable Object toTell;
    private @Nullable Object toDrop;

    Exchange(int capacity, Channel.Overflow overflow, @Nullable Weights weights) {
        this.capacity = capacity;
        this.overflow = overflow;
        this.ring = capacity == 0 ? null : new Ring(capacity);
        this.weights = weights;
    }

    /** Makes a value ready to be sent. Runs the user's code, if values have weights. */
    final Object packed(Object value) {
        return weights == null ? value : weights.weighed(value);
    }

    private Object unpacked(Object value) {
        return weights == null ? value : Weights.unpacked(value);
    }

    // Sending

    /** Sends if that is possible now; {@code FULL} says that the sender has to wait. The caller holds the lock. */
    private Offer putLocked(Object value, Channel.Overflow whenFull) {
        if (phase != Phase.OPEN) {
            return Offer.CLOSED;
        }
        if (giveToReceiver(value)) {
            return Offer.SENT;
        }
        if (ring == null) {
            return Offer.FULL;
        }
        if (weights == null ? ring.makeRoom() : noSenderWaits() && fits(value)) {
            append(value);
            return Offer.SENT;
        }
        switch (whenFull) {
            case WAIT -> {
                return Offer.FULL;
            }
            case DROP_OLDEST -> {
                toDrop = ring.replaceFirst(value);
                receivedPastBuffer--;
            }
            case DROP_NEWEST -> toDrop = unpacked(value);
        }
        dropped++;
        return Offer.SENT;
    }

    /** Does that, and gives the lock back if it fails: when there is no memory for a larger buffer. */
    final Offer putOrUnlock(Object value, Channel.Overflow whenFull) {
        try {
            return putLocked(value, whenFull);
        } catch (Throwable e) {
            unlock();
            throw e;
        }
    }

    private boolean fits(Object value) {
        return Objects.requireNonNull(weights).fits(value)
                && Objects.requireNonNull(ring).makeRoom();
    }

    private void append(Object value) {
        Objects.requireNonNull(ring).append(value);
        if (weights != null) {
            weights.add(value);
        }
    }

    /**
     * Sends into the buffer under the lock of its end alone, if the buffer has room and no thread waits. One that begins to wait, and
     * one that closes the channel, has that lock too.
     */
    final boolean sendQuickly(Object value) {
        if (ring == null || weights != null) {
            return false;
        }
        ring.lockIn();
        boolean fits = phase == Phase.OPEN && noReceiverWaits() && ring.hasRoom();
        if (fits) {
            ring.append(value);
        }
        ring.unlockIn();
        return fits;
    }

    private boolean giveToReceiver(Object value) {
        for (Waiter waiter; (waiter = poll(Side.RECEIVERS)) != null; ) {
            waiter.value = unpacked(value);
            Object partner = waiter.wait.match(waiter);
            if (partner != null) {
                willTell(waiter, partner);
                receivedPastBuffer++;
                return true;
            }
            waiter.value = null; // it may stand in a queue again, and then be told that the channel is closed
        }
        return false;
    }

    /** Sends the waiter's value for a select, if that is possible now. The caller holds the lock. */
    final boolean sendFrom(Waiter waiter) {
        Offer result = putLocked(Objects.requireNonNull(waiter.value), overflow);
        waiter.closed = result == Offer.CLOSED;
        return result != Offer.FULL;
    }

    /** Sends the waiter's value for a select if that needs no more than a part of the lock; false says nothing. */
    final boolean sendQuicklyFrom(Waiter waiter) {
        return sendQuickly(Objects.requireNonNull(waiter.value));
    }

    /** Whether a send may succeed. Needs no lock; false says that at one instant the channel was open and full. */
    final boolean maySend() {
        return overflow != Channel.Overflow.WAIT || !isFull() || phase != Phase.OPEN;
    }

    final boolean isFull() {
        if (weights != null) {
            return false; // that is known only under the lock
        }
        return ring == null ? noReceiverWaits() : ring.isFull();
    }

    // Receiving

    /** Returns a value, CLOSED, or EMPTY when the receiver has to wait. The caller holds the lock. */
    final Object takeLocked() {
        if (ring != null && ring.hasValue()) {
            if (weights != null) {
                return Weights.unpacked(removeWeighed(ring));
            }
            Object next = phase == Phase.OPEN ? takeFromSender() : null;
            return next == null ? ring.removeFirst() : ring.replaceFirst(next);
        }
        if (phase != Phase.OPEN) {
            return None.CLOSED;
        }
        Object value = takeFromSender();
        if (value == null) {
            return None.EMPTY;
        }
        receivedPastBuffer++;
        return unpacked(value);
    }

    /**
     * Receives from the buffer under the lock of its end alone, if there is something and no sender waits for room; otherwise null.
     * A thread that begins to wait, or cancels the channel, has that lock too.
     */
    final @Nullable Object receiveQuickly() {
        if (ring == null || weights != null) {
            return null;
        }
        ring.lockOut();
        Object value = noSenderWaits() && ring.hasValue() ? ring.removeFirst() : null;
        ring.unlockOut();
        return value;
    }

    /** Receives several values in that way, and returns how many. */
    final int receiveQuickly(@Nullable Object[] into, int most) {
        if (ring == null || weights != null) {
            return 0;
        }
        ring.lockOut();
        int count = 0;
        while (count < most && noSenderWaits() && ring.hasValue()) {
            into[count++] = ring.removeFirst();
        }
        ring.unlockOut();
        return count;
    }

    /** Returns a value, CLOSED, or EMPTY when the receiver would have to wait. */
    final Object takeNow() {
        if (!mayReceive()) {
            return None.EMPTY;
        }
        Object value = receiveQuickly();
        if (value != null) {
            return value;
        }
        lock();
        Object taken = takeLocked();
        unlockAndSettle();
        return taken;
    }

    /** Takes out of a buffer that is bounded by weight the first value, packed, if it weighs no more than this; otherwise null. */
    final @Nullable Object takePacked(long weight) {
        Ring buffer = Objects.requireNonNull(ring);
        lock();
        boolean fits = buffer.hasValue() && Weights.weight(buffer.first()) <= weight;
        Object taken = fits ? removeWeighed(buffer) : null;
        unlockAndSettle();
        return taken;
    }

    private Object removeWeighed(Ring buffer) {
        Object first = buffer.removeFirst();
        Objects.requireNonNull(weights).remove(first);
        return first;
    }

    private @Nullable Object takeFromSender() {
        for (Waiter waiter; (waiter = poll(Side.SENDERS)) != null; ) {
            Object value = takeFrom(waiter);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** Takes the value of a sender that was taken out of the queue; returns null if its wait is over. */
    private @Nullable Object takeFrom(Waiter sender) {
        Object value = sender.value;
        Object partner = sender.wait.match(sender);
        if (partner == null) {
            return null;
        }
        willTell(sender, partner);
        return value;
    }

    @Override
    final boolean receiveQuicklyInto(Waiter waiter) {
        Object value = receiveQuickly();
        if (value == null) {
            return false;
        }
        waiter.closed = false;
        waiter.value = value;
        return true;
    }

    @Override
    final boolean receiveInto(Waiter waiter) {
        Object taken = takeLocked();
        if (taken == None.EMPTY) {
            return false;
        }
        waiter.closed = taken == None.CLOSED;
        waiter.value = taken == None.CLOSED ? null : taken;
        return true;
    }

    @Override
    final boolean mayReceive() {
        boolean something = ring == null ? !noSenderWaits() : !ring.isEmpty();
        return something || phase != Phase.OPEN;
    }

    // Weights

    /** Takes the waiters of a wait that is over out of the queue. If the first of those that wait to send goes, others may fit. */
    @Override
    final void leave(Waiter waiter) {
        super.leave(waiter);
        admitSenders();
    }

    /**
     * Puts the values of those that wait to send into a buffer that is bounded by weight, in order, while they fit. The lock is taken
     * for one at a time; meanwhile others queue behind them.
     */
    private void admitSenders() {
        boolean admitted = weights != null;
        while (admitted && !noSenderWaits()) {
            lockAgain();
            Waiter first = phase == Phase.OPEN ? first(Side.SENDERS) : null;
            try {
                admitted = first != null && fits(Objects.requireNonNull(first.value));
            } catch (Throwable e) {
                unlock();
                throw e;
            }
            if (first != null && admitted) {
                dequeue(first);
                Object value = takeFrom(first); // and from no other: it is this one's that fits
                if (value != null) {
                    append(value);
                }
            }
            unlockAndTell();
        }
    }

    // Ending

    /** Empties the buffer for good; returns how many values {@link #removeLeft} has to take out. The caller holds the lock. */
    final int endBuffer() {
        int left = ring == null ? 0 : ring.end();
        receivedPastBuffer -= left;
        dropped += left;
        return left;
    }

    final Object removeLeft() {
        return unpacked(Objects.requireNonNull(ring).removeLeft());
    }

    // The lock

    @Override
    final void lock() {
        if (ring == null) {
            super.lock();
        } else {
            ring.lock();
        }
    }

    @Override
    final void lockAgain() {
        if (ring == null) {
            super.lockAgain();
        } else {
            ring.lockAgain();
        }
    }

    @Override
    final void unlock() {
        if (ring == null) {
            super.unlock();
        } else {
            ring.unlock();
        }
    }

    // What is done without the lock

    private void willTell(Waiter waiter, Object partner) {
        if (partner instanceof Thread) {
            toTell = partner;
        } else if (waiter instanceof SendLater) {
            toTell = waiter;
        }
    }

    @Override
    final void unlockAndSettle() {
        Object dropped = toDrop;
        if (dropped != null) {
            toDrop = null;
        }
        unlockAndTell();
        admitSenders();
        if (dropped != null) {
            drop(dropped);
        }
    }

    private void unlockAndTell() {
        Object partner = toTell;
        if (partner != null) {
            toTell = null;
        }
        unlock();
        if (partner instanceof Thread thread) {
            Strand.unpark(thread);
        } else if (partner instanceof SendLater sender) {
            sender.tell(Offer.SENT);
        }
    }

    /** Hands a value to the undelivered hook. */
    abstract void drop(Object value);
}
