package dev.sluice.inspect;

import org.jspecify.annotations.Nullable;

/**
 * A channel at one moment, and what has flowed through it until then. The figures are of one instant: {@code sent} is always
 * {@code received + dropped + length}.
 *
 * @param name its name, or null
 * @param id its class and hash code, as thread dumps show it
 * @param status whether it is open
 * @param length how many values are in the buffer
 * @param capacity how many values the buffer holds; 0 if it has none
 * @param highWater the most values that were ever in the buffer
 * @param sent how many values it has taken from senders
 * @param received how many values it has given to receivers
 * @param dropped how many values will never be received: dropped by the overflow policy, or left in the buffer by a cancel
 * @param waitingSenders how many goroutines wait to send
 * @param waitingReceivers how many goroutines wait to receive
 */
public record ChannelState(
        @Nullable String name,
        String id,
        Status status,
        int length,
        int capacity,
        int highWater,
        long sent,
        long received,
        long dropped,
        int waitingSenders,
        int waitingReceivers) {
    /** Whether values can be sent to a channel. */
    public enum Status {
        /** They can. */
        OPEN,
        /** No more; those in the buffer can be received. */
        CLOSED,
        /** No more, and the receiver has left. */
        CANCELLED
    }

    /**
     * Returns how messages call it.
     *
     * @return its name, or its id where it has none
     */
    public String label() {
        return name == null ? id : name;
    }
}
