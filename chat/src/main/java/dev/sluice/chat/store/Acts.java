package dev.sluice.chat.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables of names and of what moderators have done. */
final class Acts {
    /** How old the time of a name's last use may become before it is written anew: coming back in between writes nothing. */
    private static final Duration USE_IS_EXACT_TO = Duration.ofHours(1);

    private final StoreOptions options;

    Acts(StoreOptions options) {
        this.options = options;
    }

    /** A claim; how its name is spelled isn't known of those that were made before that was stored. */
    private record Claim(String keyHash, Instant used, String spelled) {
        boolean is(String name) {
            return spelled.isEmpty() || spelled.equals(name);
        }
    }

    /** Returns whether a name is its holder's, as far as that is known without writing. */
    Optional<Boolean> claimed(Statements sql, String name, String keyHash) throws SQLException {
        return claim(sql, name).flatMap(claim -> {
            boolean same = claim.keyHash().equals(keyHash);
            boolean fresh = claim.used().isAfter(now().minus(same ? USE_IS_EXACT_TO : options.names()));
            boolean whole = !same || !claim.spelled().isEmpty();
            return fresh && whole ? Optional.of(same) : Optional.empty();
        });
    }

    boolean claim(Statements sql, String name, String keyHash) throws SQLException {
        Optional<Claim> claim = claim(sql, name);
        if (claim.isPresent()
                && !claim.get().keyHash().equals(keyHash)
                && claim.get().used().isAfter(now().minus(options.names()))) {
            return false;
        }
        String statement = """
                INSERT INTO chat_name (name, key_hash, used, spelled) VALUES (?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE
                SET key_hash = excluded.key_hash, used = excluded.used, spelled = excluded.spelled""";
        sql.update(statement, options.likeness().apply(name), keyHash, now().toEpochMilli(), name);
        return true;
    }

    boolean isClaimed(Statements sql, String name) throws SQLException {
        return claim(sql, name)
                .filter(claim -> claim.is(name) && claim.used().isAfter(now().minus(options.names())))
                .isPresent();
    }

    private Optional<Claim> claim(Statements sql, String name) throws SQLException {
        return sql.row(
                row -> new Claim(row.getString(1), Instant.ofEpochMilli(row.getLong(2)), row.getString(3)),
                "SELECT key_hash, used, spelled FROM chat_name WHERE name = ?",
                options.likeness().apply(name));
    }

    boolean delete(Statements sql, Feed feed, long offset, String by) throws SQLException {
        Optional<Long> size = sql.row(
                row -> row.getLong(1),
                "SELECT OCTET_LENGTH(content) FROM chat_message WHERE feed = ? AND \"offset\" = ? AND content IS NOT NULL",
                feed.key(),
                offset);
        if (size.isEmpty()) {
            return false;
        }
        sql.update("UPDATE chat_message SET content = NULL WHERE feed = ? AND \"offset\" = ?", feed.key(), offset);
        sql.update("UPDATE chat_state SET bytes = bytes - ?", size.get());
        record(sql, AuditEntry.ofDelete(now(), by, feed, offset));
        return true;
    }

    boolean impose(Statements sql, Sanction sanction) throws SQLException {
        String statement = """
                INSERT INTO chat_sanction VALUES (?, ?, CAST(? AS BIGINT), ?, ?)
                ON CONFLICT (kind, name) DO UPDATE
                SET until = excluded.until, moderator = excluded.moderator, reason = excluded.reason""";
        sql.updateNullable(
                statement,
                sanction.kind().name(),
                sanction.name(),
                sanction.until() == null ? null : sanction.until().toEpochMilli(),
                sanction.by(),
                sanction.reason());
        record(sql, AuditEntry.ofImpose(now(), sanction));
        return true;
    }

    boolean lift(Statements sql, Sanction.Kind kind, String name, String by) throws SQLException {
        int lifted = sql.update(
                "DELETE FROM chat_sanction WHERE kind = ? AND name = ? AND (until IS NULL OR until > ?)",
                kind.name(),
                name,
                now().toEpochMilli());
        if (lifted == 0) {
            return false;
        }
        record(sql, AuditEntry.ofLift(now(), kind, name, by));
        return true;
    }

    List<Sanction> sanctions(Statements sql) throws SQLException {
        return sql.rows(
                Acts::sanction,
                "SELECT kind, name, until, moderator, reason FROM chat_sanction WHERE until IS NULL OR until > ?",
                now().toEpochMilli());
    }

    private static Sanction sanction(ResultSet row) throws SQLException {
        long millis = row.getLong(3);
        Instant until = row.wasNull() ? null : Instant.ofEpochMilli(millis);
        return new Sanction(
                Sanction.Kind.valueOf(row.getString(1)), row.getString(2), until, row.getString(4), row.getString(5));
    }

    boolean record(Statements sql, AuditEntry entry) throws SQLException {
        sql.update(
                "INSERT INTO chat_audit SELECT COALESCE(MAX(id), 0) + 1, CAST(? AS BIGINT), ?, ?, ?, ? FROM chat_audit",
                entry.time().toEpochMilli(),
                entry.by(),
                entry.action(),
                entry.target(),
                entry.detail());
        return true;
    }

    List<AuditEntry> audit(Statements sql, int limit) throws SQLException {
        return sql.rows(
                row -> new AuditEntry(
                        Instant.ofEpochMilli(row.getLong(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5)),
                "SELECT time, moderator, action, target, detail FROM chat_audit ORDER BY id DESC LIMIT ?",
                limit);
    }

    private Instant now() {
        return options.clock().instant();
    }
}
