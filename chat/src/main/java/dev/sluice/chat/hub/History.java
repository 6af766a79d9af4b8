package dev.sluice.chat.hub;

import dev.sluice.chat.protocol.Backlog;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ServerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The latest messages of a feed in memory, without gaps. It is loaded from the store once; what is committed meanwhile is kept, and put
 * behind what was loaded.
 */
final class History {
    /** How many messages a client gets that has nothing, and how many at most that are all it has missed. */
    static final int LATEST = 50;

    static final int MOST_MISSED = 500;

    /** Of how many of the latest messages it is known which were removed: as far back as any client is told. */
    static final int REMOVED = MOST_MISSED + Backlog.TOLD_REMOVED;

    /** How much of messages goes into one frame, and how much is kept in memory. */
    static final long FRAME_BYTES = 900_000;

    private static final long KEPT_BYTES = 512 << 10;

    /**
     * What the store knows of a feed.
     *
     * @param last the latest offset, 0 if there was none
     * @param latest the latest messages
     * @param removed the offsets of those of the latest messages whose content was removed: of {@link #REMOVED} messages
     * @param missed the messages after the position that was asked for, if there are not too many; else null
     */
    record Loaded(
            long last,
            List<ServerMessage.Message> latest,
            List<Long> removed,
            @Nullable List<ServerMessage.Message> missed) {}

    private final String epoch;
    private final Deque<ServerMessage.Message> ring = new ArrayDeque<>();
    private final NavigableSet<Long> removed = new TreeSet<>();
    private long bytes;
    private long last;
    private @Nullable List<ServerMessage.Message> early = new ArrayList<>();

    History(String epoch) {
        this.epoch = epoch;
    }

    boolean isLoaded() {
        return early == null;
    }

    /** Takes what the store knows, if that is the first time. */
    void load(Loaded loaded) {
        List<ServerMessage.Message> since = early;
        if (since == null) {
            return;
        }
        early = null;
        removed.addAll(loaded.removed());
        last = loaded.last();
        loaded.latest().forEach(this::append);
        since.stream().filter(message -> message.offset() > last).forEach(this::append);
    }

    /** Takes a message that was committed. */
    void add(ServerMessage.Message message) {
        if (early != null) {
            early.add(message);
        } else {
            append(message);
        }
    }

    private void append(ServerMessage.Message given) {
        ServerMessage.Message message = asOfNow(given);
        ring.add(message);
        bytes += weight(message);
        last = Math.max(last, message.offset());
        removed.headSet(last - REMOVED, true).clear();
        while (ring.size() > LATEST || bytes > KEPT_BYTES) {
            bytes -= weight(ring.remove());
        }
    }

    /** Removes the content of a message; also of one that is being loaded, and was read with its content. */
    void delete(long offset) {
        removed.add(offset);
        List<ServerMessage.Message> all = List.copyOf(ring);
        ring.clear();
        bytes = 0;
        all.forEach(this::append);
    }

    private ServerMessage.Message asOfNow(ServerMessage.Message m) {
        return removed.contains(m.offset()) && !m.deleted()
                ? new ServerMessage.Message(m.target(), m.from(), "", m.time(), m.epoch(), m.offset(), m.id(), true)
                : m;
    }

    /** Returns whether a client that knows this position, or nothing, can be told all it has missed from here. */
    boolean reaches(@Nullable Position after) {
        return isLoaded()
                && (after == null || !isHere(after) || after.offset() >= last || after.offset() + 1 >= first());
    }

    private boolean isHere(Position position) {
        return position.epoch().equals(epoch) && position.offset() <= last;
    }

    private long first() {
        return ring.isEmpty() ? last + 1 : ring.getFirst().offset();
    }

    /**
     * Returns what a client gets that joins.
     *
     * @param after what it knows
     * @param missed what the store knows of the messages behind that, if it was asked
     */
    Backlog backlog(@Nullable Position after, @Nullable List<ServerMessage.Message> missed) {
        if (after != null && isHere(after)) {
            List<ServerMessage.Message> all = since(after.offset(), missed);
            if (all != null) {
                return new Backlog(epoch, last, true, all, removedUpTo(after.offset()));
            }
        }
        return new Backlog(epoch, last, false, List.copyOf(ring), List.of());
    }

    /** Returns what a client may have with its content that knows the messages up to this one. */
    private List<Long> removedUpTo(long offset) {
        return List.copyOf(removed.subSet(offset - Backlog.TOLD_REMOVED, false, offset, true));
    }

    /** Returns all messages after an offset, or null if that isn't possible, or too much. */
    private @Nullable List<ServerMessage.Message> since(long offset, @Nullable List<ServerMessage.Message> missed) {
        var all = new ArrayList<ServerMessage.Message>();
        long next = offset + 1;
        for (ServerMessage.Message m : missed == null ? List.<ServerMessage.Message>of() : missed) {
            if (m.offset() == next && m.offset() < first()) {
                all.add(asOfNow(m));
                next++;
            }
        }
        if (next < first()) {
            return null;
        }
        for (ServerMessage.Message m : ring) {
            if (m.offset() >= next) {
                all.add(m);
            }
        }
        return fits(all) && all.size() <= MOST_MISSED ? all : null;
    }

    /** Returns the latest messages before an offset, or null if they aren't all here. */
    @Nullable
    List<ServerMessage.Message> before(long offset, int limit) {
        long from = Math.max(1, Math.min(offset, last + 1) - limit);
        if (!isLoaded() || first() > from) {
            return null;
        }
        return ring.stream()
                .filter(m -> m.offset() >= from && m.offset() < offset)
                .toList();
    }

    private static boolean fits(List<ServerMessage.Message> messages) {
        return messages.stream().mapToLong(History::weight).sum() <= FRAME_BYTES;
    }

    /** Returns the latest of these messages that fit into a frame. */
    static List<ServerMessage.Message> fitting(List<ServerMessage.Message> messages) {
        long sum = 0;
        int from = messages.size();
        while (from > 0 && sum + weight(messages.get(from - 1)) <= FRAME_BYTES) {
            from--;
            sum += weight(messages.get(from));
        }
        return messages.subList(from, messages.size());
    }

    /** Returns how many bytes of a frame a message takes: its JSON, and no less. */
    static long weight(ServerMessage.Message message) {
        return 400 + message.content().chars().mapToLong(History::bytesOf).sum();
    }

    private static int bytesOf(int c) {
        if (c < 0x20) {
            return 6;
        }
        return c == '"' || c == '\\' || (c >= 0x80 && c < 0x800) ? 2 : c < 0x80 ? 1 : 3;
    }
}
