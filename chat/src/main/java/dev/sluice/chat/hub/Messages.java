package dev.sluice.chat.hub;

import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import dev.sluice.chat.store.Feed;
import dev.sluice.chat.store.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns messages as they are stored into messages as clients get them. */
final class Messages {
    private Messages() {}

    static ServerMessage.Message sent(Message stored, String epoch, @Nullable String id) {
        return new ServerMessage.Message(
                target(stored.to()),
                stored.from(),
                stored.content(),
                stored.time().toEpochMilli(),
                epoch,
                stored.offset(),
                id,
                stored.deleted());
    }

    static List<ServerMessage.Message> sent(List<Message> stored, String epoch) {
        return stored.stream().map(message -> sent(message, epoch, null)).toList();
    }

    private static Target target(Feed feed) {
        return switch (feed.kind()) {
            case ROOM -> new Target.Room(feed.name());
            case PERSON -> new Target.Person(feed.name());
        };
    }
}
