package dev.sluice.chat.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The tables, and how those of an older version become those of the present one.
 *
 * <p>A step is never changed once it was released: what is to be different is a further step. {@code chat_state} has one row:
 * the version, the epoch, the sum of the messages' weights, and the mark of the latest transaction.
 */
final class Schema {
    /** The steps from nothing to the present version; the first leads to version 1. {@code %s} ends a table of keys. */
    private static final List<List<String>> STEPS =
            List.of(List.of("""
                    CREATE TABLE chat_state (
                      version INTEGER NOT NULL, epoch TEXT NOT NULL, bytes BIGINT NOT NULL, mark TEXT NOT NULL)""", """
                    CREATE TABLE chat_feed (feed TEXT PRIMARY KEY, last BIGINT NOT NULL)%s""", """
                    CREATE TABLE chat_message (
                      feed TEXT NOT NULL, "offset" BIGINT NOT NULL, time BIGINT NOT NULL,
                      sender TEXT NOT NULL, receiver TEXT NOT NULL, content TEXT,
                      PRIMARY KEY (feed, "offset"))%s""", """
                    CREATE INDEX chat_message_time ON chat_message (time)""", """
                    CREATE TABLE chat_sent (
                      sender TEXT NOT NULL, id TEXT NOT NULL, feed TEXT NOT NULL, "offset" BIGINT NOT NULL,
                      time BIGINT NOT NULL, PRIMARY KEY (sender, id))%s""", """
                    CREATE INDEX chat_sent_time ON chat_sent (time)"""), List.of("""
                    CREATE TABLE chat_name (name TEXT PRIMARY KEY, key_hash TEXT NOT NULL, used BIGINT NOT NULL)%s""", """
                    CREATE INDEX chat_name_used ON chat_name (used)""", """
                    CREATE TABLE chat_sanction (
                      kind TEXT NOT NULL, name TEXT NOT NULL, until BIGINT, moderator TEXT NOT NULL, reason TEXT NOT NULL,
                      PRIMARY KEY (kind, name))%s""", """
                    CREATE TABLE chat_audit (
                      id BIGINT PRIMARY KEY, time BIGINT NOT NULL, moderator TEXT NOT NULL, action TEXT NOT NULL,
                      target TEXT NOT NULL, detail TEXT NOT NULL)%s"""), List.of("""
                    ALTER TABLE chat_name ADD COLUMN spelled TEXT NOT NULL DEFAULT ''""", """
                    ALTER TABLE chat_feed ADD COLUMN likeness TEXT NOT NULL DEFAULT ''""", """
                    CREATE INDEX chat_feed_likeness ON chat_feed (likeness) WHERE likeness <> ''"""));

    /** The version from which on rooms are found by what they look like. */
    private static final int LIKENESS = 3;

    /** The version that this program writes. */
    static final int VERSION = STEPS.size();

    private Schema() {}

    /** Brings the tables to the present version. */
    static void migrate(Statements sql, Dialect dialect, UnaryOperator<String> likeness) throws SQLException {
        int found = version(sql);
        for (int step = found; step < VERSION; step++) {
            for (String statement : STEPS.get(step)) {
                sql.execute(statement.formatted(dialect.tableOfKeys()));
            }
            if (step == 0) {
                sql.update(
                        "INSERT INTO chat_state VALUES (1, ?, 0, '')",
                        UUID.randomUUID().toString());
            } else {
                sql.update("UPDATE chat_state SET version = ?", step + 1);
            }
        }
        if (found > 0 && found < LIKENESS) {
            addLikeness(sql, likeness);
        }
    }

    private static void addLikeness(Statements sql, UnaryOperator<String> likeness) throws SQLException {
        var rooms = new ArrayList<Object[]>();
        for (String key : sql.rows(row -> row.getString(1), "SELECT feed FROM chat_feed")) {
            Feed feed = Feed.ofKey(key);
            if (feed.kind() == Feed.Kind.ROOM) {
                rooms.add(new Object[] {likeness.apply(feed.name()), key});
            }
        }
        sql.updateAll("UPDATE chat_feed SET likeness = ? WHERE feed = ?", rooms);
    }

    /** Returns the version of the tables, 0 if there are none. */
    static int version(Statements sql) throws SQLException {
        return sql.hasTable("chat_state")
                ? sql.row(row -> row.getInt(1), "SELECT version FROM chat_state")
                        .orElse(0)
                : 0;
    }

    static String epoch(Statements sql) throws SQLException {
        return sql.row(row -> row.getString(1), "SELECT epoch FROM chat_state").orElseThrow();
    }

    static String mark(Statements sql) throws SQLException {
        return sql.row(row -> row.getString(1), "SELECT mark FROM chat_state").orElseThrow();
    }

    static void mark(Statements sql, String mark) throws SQLException {
        sql.update("UPDATE chat_state SET mark = ?", mark);
    }
}
