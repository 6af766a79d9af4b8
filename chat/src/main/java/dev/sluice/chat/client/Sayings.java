package dev.sluice.chat.client;

import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.Target;
import dev.sluice.sync.Promise;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was said and isn't acknowledged, in the order in which it was said. Guarded by its client. */
final class Sayings {
    /** A message, as it is sent as often as it has to be. */
    record Saying(ClientMessage.Say message, Promise<Position> position) {}

    private final Map<String, Saying> pending = new LinkedHashMap<>();
    private final String prefix;
    private long count;

    Sayings() {
        byte[] random = new byte[9];
        new SecureRandom().nextBytes(random);
        prefix = HexFormat.of().formatHex(random);
    }

    Saying add(Target target, String content) {
        String id = prefix + "." + ++count;
        var message = new ClientMessage.Say(target, content, id);
        var saying = new Saying(message, new Promise<>("what was said to " + target));
        pending.put(id, saying);
        return saying;
    }

    @Nullable
    Saying find(@Nullable String id) {
        return id == null ? null : pending.get(id);
    }

    @Nullable
    Saying remove(@Nullable String id) {
        return id == null ? null : pending.remove(id);
    }

    Collection<Saying> all() {
        return List.copyOf(pending.values());
    }
}
