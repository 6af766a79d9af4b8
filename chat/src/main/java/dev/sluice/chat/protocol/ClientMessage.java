package dev.sluice.chat.protocol;

import org.jspecify.annotations.Nullable;

/** What a client sends. Each field is described in {@code docs/chat-protocol.md}. */
public sealed interface ClientMessage {
    /** The value of {@code seconds} for "until it is lifted". */
    long FOREVER = -1;

    /**
     * Says who the client is. Is the first message.
     *
     * @param token what proves the name to a server that asks for it
     * @param session the key that takes over a name which is in use
     * @param after the latest private message that the client knows
     */
    record Hello(
            String name,
            @Nullable String token,
            @Nullable String session,
            @Nullable Position after) implements ClientMessage {}

    /**
     * Enters a room, which is made if there is none of that name.
     *
     * @param after the latest message of the room that the client knows
     */
    record Join(String room, @Nullable Position after) implements ClientMessage {}

    /** Leaves a room. */
    record Leave(String room) implements ClientMessage {}

    /**
     * Says something.
     *
     * @param id the client's own name for it; it is acknowledged, and sent twice it is one message
     */
    record Say(Target target, String content, @Nullable String id) implements ClientMessage {}

    /** Tells that the client's user is writing something. */
    record Typing(Target target) implements ClientMessage {}

    /**
     * Asks for older messages.
     *
     * @param room the room, or null for the private messages
     * @param before messages below this offset
     * @param limit how many at most, the latest ones
     */
    record History(@Nullable String room, long before, int limit) implements ClientMessage {
        /** The largest limit. */
        public static final int MAX_LIMIT = 100;

        /** The limit where none is given. */
        public static final int DEFAULT_LIMIT = 50;
    }

    /** Tests whether the server is there; it sends a {@link ServerMessage.Pong}. */
    record Ping() implements ClientMessage {}

    /** What only an admin may ask for. With an {@code id} it is acknowledged. */
    sealed interface Moderation extends ClientMessage {
        /** Returns the client's own name for the request, or null. */
        @Nullable
        String id();
    }

    /** Removes the content of a message. */
    record Delete(String room, long offset, @Nullable String id) implements Moderation {}

    /**
     * Forbids a person to say anything.
     *
     * @param seconds for how long; 0 allows it again, {@link #FOREVER} is until then
     */
    record Mute(
            String name,
            long seconds,
            @Nullable String reason,
            @Nullable String id) implements Moderation {}

    /** Ends the connection of a person, who may come back. */
    record Kick(
            String name, @Nullable String reason, @Nullable String id) implements Moderation {}

    /**
     * Ends the connection of a person, who may not come back.
     *
     * @param seconds for how long; 0 lets it in again, {@link #FOREVER} is until then
     */
    record Ban(
            String name,
            long seconds,
            @Nullable String reason,
            @Nullable String id) implements Moderation {}
}
