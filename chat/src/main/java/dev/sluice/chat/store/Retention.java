package dev.sluice.chat.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Removes what is older, or more, than is to be kept: a thousand messages in a transaction, so that what is appended meanwhile waits little. */
final class Retention {
    private static final int CHUNK = 1_000;

    private record Old(String feed, long offset, long time, long weight) {}

    private final StoreOptions options;

    Retention(StoreOptions options) {
        this.options = options;
    }

    /** Removes a chunk, if there is anything to remove, and returns whether there may be more. */
    boolean purge(Session session, Dialect dialect) throws StoreException, InterruptedException {
        return session.read(this::isDue)
                && session.write(sql -> {
                    boolean more = removeMessages(sql);
                    sql.update("DELETE FROM chat_sent WHERE time < ?", before(options.ids()));
                    sql.update("DELETE FROM chat_name WHERE used < ?", before(options.names()));
                    sql.update("DELETE FROM chat_sanction WHERE until < ?", before(Duration.ZERO));
                    dialect.shrink(sql);
                    return more;
                });
    }

    private boolean isDue(Statements sql) throws SQLException {
        return bytes(sql) > options.bytes()
                || oldest(sql, "SELECT MIN(time) FROM chat_message") < before(options.messages())
                || oldest(sql, "SELECT MIN(time) FROM chat_sent") < before(options.ids())
                || oldest(sql, "SELECT MIN(used) FROM chat_name") < before(options.names())
                || oldest(sql, "SELECT MIN(until) FROM chat_sanction") < before(Duration.ZERO);
    }

    private boolean removeMessages(Statements sql) throws SQLException {
        long excess = bytes(sql) - options.bytes();
        long removed = 0;
        var keys = new ArrayList<Object[]>();
        for (Old old : oldestMessages(sql)) {
            if (removed >= excess && old.time() >= before(options.messages())) {
                break;
            }
            removed += old.weight();
            keys.add(new Object[] {old.feed(), old.offset()});
        }
        sql.updateAll("DELETE FROM chat_message WHERE feed = ? AND \"offset\" = ?", keys);
        sql.update("UPDATE chat_state SET bytes = bytes - ?", removed);
        return keys.size() == CHUNK;
    }

    private static List<Old> oldestMessages(Statements sql) throws SQLException {
        String query = """
                SELECT feed, "offset", time, %s + OCTET_LENGTH(sender) + OCTET_LENGTH(COALESCE(content, ''))
                FROM chat_message ORDER BY time, feed, "offset" LIMIT %s""".formatted(StoreOptions.ROW, CHUNK);
        return sql.rows(row -> new Old(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)), query);
    }

    private static long bytes(Statements sql) throws SQLException {
        return sql.row(row -> row.getLong(1), "SELECT bytes FROM chat_state").orElseThrow();
    }

    /** Returns a minimum, or the largest number if there are no rows. */
    private static long oldest(Statements sql, String query) throws SQLException {
        return sql.row(row -> row.getObject(1) == null ? Long.MAX_VALUE : row.getLong(1), query)
                .orElseThrow();
    }

    private long before(Duration kept) {
        return options.clock().instant().minus(kept).toEpochMilli();
    }
}
