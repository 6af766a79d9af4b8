package dev.sluice.chat.client;

import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the terminal client knows: where lines go, who is where, and how far back it has seen. Safe for any number of threads. */
final class Conversation {
    /** The members of a room whose names are known, and how many there are in all. */
    record Members(Set<String> names, long count) {
        boolean areAllKnown() {
            return names.size() >= count;
        }
    }

    private final Map<String, Members> members = new HashMap<>();
    private final Map<String, Long> oldest = new HashMap<>();
    private @Nullable Target target;

    synchronized @Nullable Target target() {
        return target;
    }

    synchronized void turnTo(Target next) {
        target = next;
    }

    synchronized void left(String room) {
        members.remove(room);
        oldest.remove(room);
        if (new Target.Room(room).equals(target)) {
            target = members.keySet().stream()
                    .findFirst()
                    .<Target>map(Target.Room::new)
                    .orElse(null);
        }
    }

    synchronized Members members(String room) {
        Members known = members.getOrDefault(room, new Members(Set.of(), 0));
        return new Members(new TreeSet<>(known.names()), known.count());
    }

    synchronized void joined(ServerMessage.Joined joined) {
        members.put(joined.room(), new Members(new TreeSet<>(joined.members()), joined.count()));
        seen(joined.room(), joined.backlog().messages());
    }

    /**
     * Takes what has changed, and returns what of that is news: the server may tell of those that stand in the list already, and in a
     * room where not all are known, one that comes to the list may have been there for long.
     */
    synchronized ServerMessage.Presence changed(ServerMessage.Presence presence) {
        Members before = members.getOrDefault(presence.room(), new Members(new TreeSet<>(), 0));
        Set<String> names = before.names();
        List<String> joined = presence.joined().stream().filter(names::add).toList();
        List<String> left = presence.left().stream().filter(names::remove).toList();
        members.put(presence.room(), new Members(names, presence.count()));
        return new ServerMessage.Presence(
                presence.room(), before.areAllKnown() ? joined : List.of(), left, presence.count());
    }

    synchronized void seen(String sequence, List<ServerMessage.Message> messages) {
        if (!messages.isEmpty()) {
            oldest.merge(sequence, messages.getFirst().offset(), Math::min);
        }
    }

    /** Returns whether a message was shown. */
    synchronized boolean hasSeen(String room, long offset) {
        return offset >= oldest.getOrDefault(room, Long.MAX_VALUE);
    }

    /** Returns the request for what was said before, or null if there is nothing to ask for. */
    synchronized ClientMessage.@Nullable History older(int limit) {
        String room = target instanceof Target.Room(String name) ? name : null;
        Long before = oldest.get(room == null ? Sequences.PRIVATE : room);
        return before == null || before <= 1 ? null : new ClientMessage.History(room, before, limit);
    }
}
