package dev.sluice.chat.hub;

import dev.sluice.chat.protocol.Backlog;
import dev.sluice.chat.protocol.ServerCodec;
import dev.sluice.chat.protocol.ServerMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A room, and what is to be sent to it at the end of the hub's round: all messages together, so that each shard writes them at once.
 */
final class Room {
    /** How many ticks go by in a large room until its changes are told again: in all a second. */
    private static final int TICKS_IF_LARGE = 20;

    private final String name;
    private final History history;
    private final Map<String, Session> members = new HashMap<>();
    private final Roster roster = new Roster();
    private final Audience audience = new Audience();

    private List<byte[]> outgoing = new ArrayList<>();
    private int ticks; // since its changes were told last

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

    /** Returns what a client that has come in is told of those that are here. */
    ServerMessage.Joined joined(String member, Backlog backlog) {
        return new ServerMessage.Joined(name, roster.toldWith(member), roster.size(), backlog);
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
            roster.add(member);
        }
    }

    /** Takes a client out, behind all that was said so far. */
    void leave(String member, Session session) {
        flush();
        if (members.remove(member, session)) {
            audience.remove(session.client());
            roster.remove(member);
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

    /** Tells the others that a member writes, unless the room is so large that it would be a flood. */
    void type(String member, Session session) {
        if (!roster.isLarge()) {
            audience.send(List.of(ServerCodec.encode(new ServerMessage.Typing(name, member))), session.client());
        }
    }

    /** Tells who has come and gone, if it is time: in a large room not at each tick. Returns whether that was so. */
    boolean tellChanges() {
        ticks++;
        if (roster.isLarge() && ticks < TICKS_IF_LARGE) {
            return false;
        }
        ticks = 0;
        Roster.Change change = roster.tell();
        if (change != null) {
            say(new ServerMessage.Presence(name, change.joined(), change.left(), change.size()));
            flush();
        }
        return true;
    }
}
