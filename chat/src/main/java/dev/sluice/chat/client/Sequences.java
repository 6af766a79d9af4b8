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
import org.jspecify.annotations.Nullable;

/** The last message known of each room, and of the private messages. Guarded by its client. */
final class Sequences {
    /** No room has that name. */
    static final String PRIVATE = "";

    private final Map<String, Position> last = new HashMap<>();

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
        return missed;
    }
}
