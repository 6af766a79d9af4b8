package dev.sluice.chat.hub;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The clients in a room, by the shards that send to them. Shards get lists that stay the same as long as no client comes or goes. */
final class Audience {
    private static final class Part {
        final Set<Client> clients = new LinkedHashSet<>();

        @Nullable
        List<Client> snapshot;

        List<Client> snapshot() {
            List<Client> made = snapshot;
            if (made == null) {
                made = List.copyOf(clients);
                snapshot = made;
            }
            return made;
        }
    }

    private final Map<Shard, Part> parts = new LinkedHashMap<>();

    void add(Client client) {
        Part part = parts.computeIfAbsent(client.shard(), _ -> new Part());
        part.clients.add(client);
        part.snapshot = null;
    }

    void remove(Client client) {
        Part part = parts.get(client.shard());
        if (part != null && part.clients.remove(client)) {
            part.snapshot = null;
            if (part.clients.isEmpty()) {
                parts.remove(client.shard());
            }
        }
    }

    void send(List<byte[]> messages, @Nullable Client except) {
        parts.forEach((shard, part) -> shard.send(messages, part.snapshot(), except));
    }
}
