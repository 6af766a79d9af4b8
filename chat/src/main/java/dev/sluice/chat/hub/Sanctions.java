package dev.sluice.chat.hub;

import dev.sluice.chat.store.Sanction;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is muted or banned, in memory. */
final class Sanctions {
    private record Key(Sanction.Kind kind, String name) {}

    private final Map<Key, Sanction> byKey = new HashMap<>();
    private final InstantSource clock;

    Sanctions(List<Sanction> inForce, InstantSource clock) {
        this.clock = clock;
        inForce.forEach(this::impose);
    }

    void impose(Sanction sanction) {
        byKey.put(new Key(sanction.kind(), sanction.name()), sanction);
    }

    void lift(Sanction.Kind kind, String name) {
        byKey.remove(new Key(kind, name));
    }

    /** Returns the sanction that is in force, or null. */
    @Nullable
    Sanction find(Sanction.Kind kind, String name) {
        Sanction sanction = byKey.get(new Key(kind, name));
        if (sanction != null && !sanction.inForce(clock.instant())) {
            lift(kind, name);
            return null;
        }
        return sanction;
    }

    /** Returns what the person is told. */
    static String text(Sanction sanction) {
        String what = sanction.kind() == Sanction.Kind.MUTE ? "muted" : "banned";
        String end = sanction.until() == null ? "" : " until " + sanction.until();
        String reason = sanction.reason().isEmpty() ? "" : ": " + sanction.reason();
        return "you are " + what + end + reason;
    }
}
