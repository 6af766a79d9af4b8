package dev.sluice.chat.net;

import dev.sluice.Offer;
import dev.sluice.chat.hub.Hub;
import dev.sluice.chat.hub.Session;
import dev.sluice.chat.protocol.ClientMessage;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a client says to the hub, in order. While the hub has no room, or asks for it, the connection isn't read; what was read already
 * waits here. All but {@link #hold} is done by the event loop of the connection.
 */
final class Intake {
    private final Channel channel;
    private final Hub hub;
    private @Nullable Deque<ClientMessage> unread;
    private boolean giving;
    private boolean ended;
    private volatile boolean heldByHub;

    Intake(Channel channel, Hub hub) {
        this.channel = channel;
        this.hub = hub;
    }

    void give(Session session, ClientMessage message) {
        if (giving) {
            Deque<ClientMessage> waiting = unread == null ? new ArrayDeque<>() : unread;
            waiting.add(message);
            unread = waiting;
        } else if (hub.receive(session, message, _ -> channel.eventLoop().execute(() -> given(session)))
                == Offer.FULL) {
            giving = true;
            readOrNot();
        }
    }

    /** Goes on after the hub has taken a message late. */
    private void given(Session session) {
        giving = false;
        while (!giving && unread != null && !unread.isEmpty()) {
            give(session, unread.remove());
        }
        readOrNot();
    }

    /** Lets the connection be read no more, or again, as the hub asks for. Any thread may call it. */
    void hold(boolean hold) {
        heldByHub = hold;
        channel.eventLoop().execute(this::readOrNot);
    }

    /** Says that what is read isn't handled any more, so that the end of the connection is seen. */
    void end() {
        ended = true;
        readOrNot();
    }

    private void readOrNot() {
        channel.config().setAutoRead(ended || !(giving || heldByHub));
    }

    boolean isReading() {
        return channel.config().isAutoRead();
    }
}
