package dev.sluice.chat.store;

import java.time.Instant;
import java.util.Locale;

/**
 * One act of a moderator.
 *
 * @param time when
 * @param by name of the moderator
 * @param action what: {@code delete}, {@code mute}, {@code unmute}, {@code kick}, {@code ban} or {@code unban}
 * @param target what or whom it has met: a person, or the feed and offset of a message
 * @param detail what else there is to know, such as the reason; may be empty
 */
public record AuditEntry(Instant time, String by, String action, String target, String detail) {
    static AuditEntry ofDelete(Instant time, String by, Feed feed, long offset) {
        return new AuditEntry(time, by, "delete", feed + " " + offset, "");
    }

    static AuditEntry ofImpose(Instant time, Sanction sanction) {
        String until = sanction.until() == null ? "for good" : "until " + sanction.until();
        String detail = sanction.reason().isEmpty() ? until : until + ": " + sanction.reason();
        return new AuditEntry(time, sanction.by(), word(sanction.kind()), sanction.name(), detail);
    }

    static AuditEntry ofLift(Instant time, Sanction.Kind kind, String name, String by) {
        return new AuditEntry(time, by, "un" + word(kind), name, "");
    }

    private static String word(Sanction.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Throws an {@code IllegalArgumentException} if it has text that can't be stored. */
    void check() {
        Text.checked("moderator", by);
        Text.checked("action", action);
        Text.checked("target", target);
        Text.checked("detail", detail);
    }
}
