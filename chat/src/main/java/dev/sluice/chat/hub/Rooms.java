package dev.sluice.chat.hub;

import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.auth.Names;
import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.store.Feed;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that a client is in or about to enter, or for which something is with the store. All others are in the store alone. A room is
 * here from before its history is loaded, and as long as a load is under way: so nothing can be committed that its history misses.
 */
final class Rooms {
    private final Map<String, Room> byName = new HashMap<>();
    private final Map<String, String> bySkeleton = new HashMap<>();
    private final Set<Room> changed = new LinkedHashSet<>();
    private final Set<Room> spoken = new LinkedHashSet<>();
    private final Store store;
    private final Limits limits;
    private final Questions questions;

    Rooms(Store store, Limits limits, Questions questions) {
        this.store = store;
        this.limits = limits;
        this.questions = questions;
    }

    int size() {
        return byName.size();
    }

    /** Returns the rooms with the most members, up to this number. */
    List<Counts.RoomSize> largest(int most) {
        return byName.values().stream()
                .map(room -> new Counts.RoomSize(room.name(), room.size()))
                .sorted(Comparator.comparingInt(Counts.RoomSize::members).reversed())
                .limit(most)
                .toList();
    }

    @Nullable
    Room find(String name) {
        return byName.get(name);
    }

    /** Returns a room that the client is in. */
    Room joined(Session session, String given) throws Refusal {
        session.person();
        Room room = session.rooms.get(Names.room(given));
        if (room == null) {
            throw new Refusal(ErrorCode.NOT_IN_ROOM, "you are not in room '" + given + "'; join it first");
        }
        return room;
    }

    void join(Session session, ClientMessage.Join join) throws Refusal {
        session.person();
        String name = Names.room(join.room());
        if (!session.rooms.containsKey(name) && session.rooms.size() >= limits.rooms()) {
            throw new Refusal(
                    ErrorCode.TOO_MANY_ROOMS,
                    "you are in " + limits.rooms() + " rooms, the most there may be; leave one");
        }
        String other = bySkeleton.get(Names.skeleton(name));
        if (other != null && !other.equals(name)) {
            throw new Refusal(
                    ErrorCode.BAD_ROOM, "'" + name + "' can be mistaken for the room '" + other + "', which is open");
        }
        Room room = open(name);
        if (room.history().reaches(join.after())) {
            enter(session, room, join, null);
            return;
        }
        room.loading++;
        questions.ask(
                session,
                join,
                () -> {
                    refuseIfLikeAnother(name);
                    return questions.load(Feed.room(name), join.after());
                },
                loaded -> {
                    room.history().load(loaded);
                    enter(session, room, join, loaded.missed());
                },
                () -> {
                    room.loading--;
                    closeIfIdle(room);
                });
    }

    /** Refuses a room that nothing was said in, if it looks like one in which something was said. May wait. */
    private void refuseIfLikeAnother(String name) throws Refusal, StoreException, InterruptedException {
        List<String> alike = store.roomsLike(name);
        if (!alike.isEmpty() && !alike.contains(name)) {
            throw new Refusal(
                    ErrorCode.BAD_ROOM,
                    "'" + name + "' can be mistaken for the room '" + alike.getFirst()
                            + "'; join that one, or choose another name");
        }
    }

    private Room open(String name) {
        return byName.computeIfAbsent(name, _ -> {
            bySkeleton.put(Names.skeleton(name), name);
            return new Room(name, new History(store.epoch()));
        });
    }

    private void enter(
            Session session, Room room, ClientMessage.Join join, @Nullable List<ServerMessage.Message> missed)
            throws Refusal {
        room.enter(session.person().name(), session);
        session.rooms.put(room.name(), room);
        changed.add(room);
        session.send(room.joined(session.person().name(), room.history().backlog(join.after(), missed)));
    }

    void leave(Session session, String given) throws Refusal {
        leave(session, joined(session, given));
    }

    /** Takes a client that has gone out of all rooms. */
    void leaveAll(Session session) {
        for (Room room : List.copyOf(session.rooms.values())) {
            leave(session, room);
        }
    }

    private void leave(Session session, Room room) {
        Person person = session.person;
        if (person != null) {
            room.leave(person.name(), session);
            changed.add(room);
        }
        session.rooms.remove(room.name());
        closeIfIdle(room);
    }

    /** Says something to a room, at the end of this round. */
    void say(Room room, ServerMessage message) {
        room.say(message);
        spoken.add(room);
    }

    /** Closes a room that has no client in it any more, and nothing to come. */
    void closeIfIdle(Room room) {
        if (room.isIdle()) {
            byName.remove(room.name());
            bySkeleton.remove(Names.skeleton(room.name()));
            changed.remove(room);
        }
    }

    /** Hands over what was said in this round. */
    void flush() {
        spoken.forEach(Room::flush);
        spoken.clear();
    }

    boolean hasChanges() {
        return !changed.isEmpty();
    }

    /** Tells who has come and gone; to be called every 50 milliseconds while there is something to tell. */
    void tellChanges() {
        changed.removeIf(Room::tellChanges);
    }
}
