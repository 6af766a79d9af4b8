package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.internal.OwnChannels;

/** Describes a stage and all that stand before it; it can be put together any number of times. */
interface Part<T> {
    /** Adds the stations of a run, and returns where the items come out. */
    Link<T> wire(Launch launch);

    /** Returns a description like this with another label. */
    Part<T> labelled(Label label);

    Label label();

    /**
     * What a stage is called, and what may wait behind it.
     *
     * @param name the name
     * @param capacity the capacity of the queue
     * @param overflow what is done when the queue is full
     */
    record Label(String name, int capacity, Channel.Overflow overflow) {
        private static final int CAPACITY = 16;

        static Label named(String name) {
            return new Label(name, CAPACITY, Channel.Overflow.WAIT);
        }

        Label name(String other) {
            return new Label(other, capacity, overflow);
        }

        Label queue(int otherCapacity, Channel.Overflow otherOverflow) {
            return new Label(name, otherCapacity, otherOverflow);
        }

        <T> Channel<T> makeQueue(String channel) {
            return OwnChannels.unlisted(Channel.overflow(overflow).named(channel))
                    .buffered(capacity);
        }
    }
}
