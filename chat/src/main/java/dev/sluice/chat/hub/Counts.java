package dev.sluice.chat.hub;

import java.util.concurrent.atomic.LongAdder;

/** What the hub counts, for the metrics. Any thread may read it. */
public final class Counts {
    /** Messages that clients have sent, of any kind. */
    public final LongAdder in = new LongAdder();

    /** Messages that were refused because too much was said. */
    public final LongAdder rateLimited = new LongAdder();

    /** Messages that the store hasn't taken. */
    public final LongAdder notStored = new LongAdder();

    /** Clients that the hub has sent away, which were kicked, banned, or whose name was taken over. */
    public final LongAdder sentAway = new LongAdder();

    volatile int people;
    volatile int rooms;

    /** Returns how many people are here. */
    public int people() {
        return people;
    }

    /** Returns how many rooms are open. */
    public int rooms() {
        return rooms;
    }
}
