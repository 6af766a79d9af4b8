package dev.sluice.chat.hub;

import dev.sluice.chat.protocol.ServerCodec;
import dev.sluice.chat.protocol.ServerMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A room, and what is to be sent to it at the end of the hub's round: all messages together, so that each shard writes them at once.
 */
final class Room {
    private final String name;
    private final History history;
    private final Map<String, Session> members = new LinkedHashMap<>();
    private final Audience audience = new Audience();

    private List<byte[]> outgoing = new ArrayList<>();
    private final Map<String, Boolean> changes = new LinkedHashMap<>();

    /** How many messages for this room are with the store. */
    int inFlight;

    /** How many clients wait until its history is loaded. */
    int loading;

    Room(String name, History history) {
        this.name = name;
        this.history = history;
    }

    String name() {
        return name;
    }

    History history() {
        return history;
    }

    List<String> members() {
        return List.copyOf(members.keySet());
    }

    int size() {
        return members.size();
    }

    boolean isIdle() {
        return members.isEmpty() && inFlight == 0 && loading == 0;
    }

    /** Puts a client in, behind all that was said so far. */
    void enter(String member, Session session) {
        flush();
        if (members.put(member, session) == null) {
            audience.add(session.client());
            changed(member, true);
        }
    }

    /** Takes a client out, behind all that was said so far. */
    void leave(String member, Session session) {
        flush();
        if (members.remove(member, session)) {
            audience.remove(session.client());
            changed(member, false);
        }
    }

    private void changed(String member, boolean joined) {
        Boolean before = changes.remove(member);
        if (before == null || before == joined) {
            changes.put(member, joined);
        }
    }

    void say(ServerMessage message) {
        if (!members.isEmpty()) {
            outgoing.add(ServerCodec.encode(message));
        }
    }

    /** Hands over what was said. */
    void flush() {
        if (!outgoing.isEmpty()) {
            audience.send(outgoing, null);
            outgoing = new ArrayList<>();
        }
    }

    void type(String member, Session session) {
        audience.send(List.of(ServerCodec.encode(new ServerMessage.Typing(name, member))), session.client());
    }

    boolean hasChanges() {
        return !changes.isEmpty();
    }

    /** Tells who has come and gone since the last time. */
    void tellChanges() {
        if (!changes.isEmpty() && !members.isEmpty()) {
            say(new ServerMessage.Presence(name, changed(true), changed(false)));
            flush();
        }
        changes.clear();
    }

    private List<String> changed(boolean joined) {
        return changes.entrySet().stream()
                .filter(change -> change.getValue() == joined)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Nullable
    Session member(String member) {
        return members.get(member);
    }
}
