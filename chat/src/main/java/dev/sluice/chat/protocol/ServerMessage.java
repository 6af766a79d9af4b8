package dev.sluice.chat.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server sends. Each field is described in {@code docs/chat-protocol.md}. */
public sealed interface ServerMessage {
    /**
     * The client is known from now on.
     *
     * @param name its name, as the server writes it
     * @param session the key that takes the name over again
     * @param admin whether it may moderate
     * @param backlog its private messages
     */
    record Welcome(String name, String session, boolean admin, Backlog backlog) implements ServerMessage {}

    /**
     * The client is in a room.
     *
     * @param members the names of those that have been in it longest, a few hundred at most, and the client's
     * @param count how many are in it
     */
    record Joined(String room, List<String> members, long count, Backlog backlog) implements ServerMessage {
        /** Creates the message with a copy of the list. */
        public Joined {
            members = List.copyOf(members);
        }
    }

    /**
     * Something that was said.
     *
     * @param time when, in milliseconds since 1970
     * @param id the {@code id} of the {@link ClientMessage.Say}, if it had one
     * @param deleted whether its content was removed
     */
    record Message(
            Target target,
            String from,
            String content,
            long time,
            String epoch,
            long offset,
            @Nullable String id,
            boolean deleted)
            implements ServerMessage {}

    /**
     * Older messages, in the order of their offsets.
     *
     * @param room the room, or null for the private messages
     * @param before the offset that was asked for
     * @param more whether there are messages before these
     */
    record History(@Nullable String room, String epoch, long before, boolean more, List<Message> messages)
            implements ServerMessage {
        /** Creates the message with a copy of the list. */
        public History {
            messages = List.copyOf(messages);
        }
    }

    /**
     * What the client asked for is done.
     *
     * @param id the request's
     * @param at where what was said stands; null for moderation
     */
    record Ack(String id, @Nullable Position at) implements ServerMessage {}

    /**
     * The members of a room have changed.
     *
     * @param joined the names that come to those that the client knows
     * @param left the names that go from those
     * @param count how many are in the room now
     */
    record Presence(String room, List<String> joined, List<String> left, long count) implements ServerMessage {
        /** Creates the message with copies of the lists. */
        public Presence {
            joined = List.copyOf(joined);
            left = List.copyOf(left);
        }
    }

    /**
     * A person is writing something.
     *
     * @param room where, or null for a private message to the client
     */
    record Typing(@Nullable String room, String from) implements ServerMessage {}

    /** An admin removed the content of a message. */
    record Deleted(String room, String epoch, long offset) implements ServerMessage {}

    /** Confirms a {@link ClientMessage.Ping}. */
    record Pong() implements ServerMessage {}

    /**
     * A message of the client had no effect: {@code error} on the wire.
     *
     * @param text why, for people
     * @param request the type of that message, if it has one
     * @param id its {@code id}, if it has one
     * @param room its {@code room}, if it has one
     * @param retryMillis after which time it may be sent again; 0 if that doesn't help
     */
    record Refused(
            ErrorCode code,
            String text,
            @Nullable String request,
            @Nullable String id,
            @Nullable String room,
            long retryMillis)
            implements ServerMessage {}

    /**
     * The last message of a connection.
     *
     * @param text why, for people
     */
    record Bye(ByeCode code, String text) implements ServerMessage {}
}
