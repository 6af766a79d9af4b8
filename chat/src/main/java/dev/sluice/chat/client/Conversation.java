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
    private final Map<String, Set<String>> members = new HashMap<>();
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

    synchronized Set<String> members(String room) {
        return new TreeSet<>(members.getOrDefault(room, Set.of()));
    }

    synchronized void joined(ServerMessage.Joined joined) {
        members.put(joined.room(), new TreeSet<>(joined.members()));
        seen(joined.room(), joined.backlog().messages());
    }

    /** Returns whether this is news: the server may tell of those that stand in the list already. */
    synchronized boolean changed(ServerMessage.Presence presence) {
        Set<String> names = members.computeIfAbsent(presence.room(), _ -> new TreeSet<>());
        boolean more = names.addAll(presence.joined());
        boolean fewer = names.removeAll(presence.left());
        return more || fewer;
    }

    synchronized void seen(String sequence, List<ServerMessage.Message> messages) {
        if (!messages.isEmpty()) {
            oldest.merge(sequence, messages.getFirst().offset(), Math::min);
        }
    }

    /** Returns the request for what was said before, or null if there is nothing to ask for. */
    synchronized ClientMessage.@Nullable History older(int limit) {
        String room = target instanceof Target.Room(String name) ? name : null;
        Long before = oldest.get(room == null ? Sequences.PRIVATE : room);
        return before == null || before <= 1 ? null : new ClientMessage.History(room, before, limit);
    }
}
