package dev.sluice.chat.client;

import dev.sluice.chat.protocol.ServerMessage;
import java.time.Duration;

/** What a client learns. */
public sealed interface ChatEvent {
    /**
     * The server has said something.
     *
     * <p>Each {@link ServerMessage.Message} is new, and comes once. What was said before the client came to a room is in the
     * backlog of its {@link ServerMessage.Joined}, and that of private messages in that of {@link ServerMessage.Welcome}. These come
     * after each connection again; their backlog is empty if the messages that were missed come as messages. Then each message of the
     * latest 1,000 that was removed meanwhile is a {@link ServerMessage.Deleted}, as it is when that happens.
     */
    record Received(ServerMessage message) implements ChatEvent {}

    /**
     * The connection is lost.
     *
     * @param why what has happened
     * @param retryIn when the client will try to come back
     */
    record Offline(String why, Duration retryIn) implements ChatEvent {}
}
