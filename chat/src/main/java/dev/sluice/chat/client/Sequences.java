package dev.sluice.chat.client;

import dev.sluice.chat.protocol.Backlog;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The last message known of each room, and of the private messages. Guarded by its client. */
final class Sequences {
    /** No room has that name. */
    static final String PRIVATE = "";

    private final Map<String, Position> last = new HashMap<>();
    private final Map<String, NavigableSet<Long>> removed = new HashMap<>();

    /** Returns a name as the server will spell it. */
    static String spelled(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    @Nullable
    Position last(String sequence) {
        return last.get(sequence);
    }

    void forget(String sequence) {
        last.remove(sequence);
        removed.remove(sequence);
    }

    /** Returns whether a message is new, and remembers it. */
    boolean isNew(ServerMessage.Message message) {
        String sequence = message.target() instanceof Target.Room(String room) ? room : PRIVATE;
        Position known = last.get(sequence);
        if (known != null && known.epoch().equals(message.epoch()) && message.offset() <= known.offset()) {
            return false;
        }
        last.put(sequence, new Position(message.epoch(), message.offset()));
        return true;
    }

    /** Returns what was missed and is new, if that can be told, and takes what has come as known. */
    List<ServerMessage.Message> missed(String sequence, Backlog backlog) {
        List<ServerMessage.Message> missed = backlog.recovered()
                ? backlog.messages().stream().filter(this::isNew).toList()
                : List.of();
        last.put(sequence, new Position(backlog.epoch(), backlog.offset()));
        if (!backlog.recovered()) {
            removed.remove(sequence);
        }
        for (ServerMessage.Message message : backlog.messages()) {
            if (message.deleted()) {
                isRemoved(sequence, message.offset());
            }
        }
        return missed;
    }

    /** Takes a message as one whose content was removed, and returns whether that is new. */
    boolean isRemoved(String sequence, long offset) {
        NavigableSet<Long> known = removed.computeIfAbsent(sequence, _ -> new TreeSet<>());
        boolean news = known.add(offset);
        Position position = last.get(sequence);
        if (position != null) {
            known.headSet(position.offset() - 2L * Backlog.TOLD_REMOVED, true).clear(); // none is told of again
        }
        return news;
    }
}
