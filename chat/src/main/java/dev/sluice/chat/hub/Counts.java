package dev.sluice.chat.hub;

import java.util.List;
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

    /**
     * A room, for those that look at the server.
     *
     * @param name its name
     * @param members how many are in it
     */
    public record RoomSize(String name, int members) {}

    volatile int people;
    volatile int rooms;

    /** The largest rooms when they were last asked for. */
    volatile List<RoomSize> largestRooms = List.of();

    /** Returns how many people are here. */
    public int people() {
        return people;
    }

    /** Returns how many rooms are open. */
    public int rooms() {
        return rooms;
    }
}
