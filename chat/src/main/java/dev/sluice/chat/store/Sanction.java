package dev.sluice.chat.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a moderator has imposed on a person for some time.
 *
 * @param kind what the person must not do
 * @param name the person
 * @param until when it ends, or null if it has no end
 * @param by name of the moderator
 * @param reason why, for people to read; may be empty
 */
public record Sanction(Kind kind, String name, @Nullable Instant until, String by, String reason) {
    /** What a sanctioned person must not do. */
    public enum Kind {
        /** Say anything. */
        MUTE,
        /** Come in. */
        BAN
    }

    /** Returns whether it is in force at a moment. */
    public boolean inForce(Instant now) {
        return until == null || now.isBefore(until);
    }

    /** Throws an {@code IllegalArgumentException} if it has text that can't be stored. */
    void check() {
        Text.checked("name", name);
        Text.checked("moderator", by);
        Text.checked("reason", reason);
    }
}
