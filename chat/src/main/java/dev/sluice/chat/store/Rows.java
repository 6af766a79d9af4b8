package dev.sluice.chat.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Reads messages. A message without content is a deleted one. */
final class Rows {
    private static final String MESSAGES = """
            SELECT feed, "offset", time, sender, receiver, content FROM chat_message WHERE feed = ?""";

    private Rows() {}

    static long last(Statements sql, Feed feed) throws SQLException {
        return sql.row(row -> row.getLong(1), "SELECT last FROM chat_feed WHERE feed = ?", feed.key())
                .orElse(0L);
    }

    static List<Message> before(Statements sql, Feed feed, long offset, int limit) throws SQLException {
        return sql.rows(
                        Rows::message,
                        MESSAGES + " AND \"offset\" < ? ORDER BY \"offset\" DESC LIMIT ?",
                        feed.key(),
                        offset,
                        limit)
                .reversed();
    }

    static List<Message> after(Statements sql, Feed feed, long offset, int limit) throws SQLException {
        return sql.rows(
                Rows::message, MESSAGES + " AND \"offset\" > ? ORDER BY \"offset\" LIMIT ?", feed.key(), offset, limit);
    }

    static List<Long> deleted(Statements sql, Feed feed, long after) throws SQLException {
        return sql.rows(
                row -> row.getLong(1),
                "SELECT \"offset\" FROM chat_message WHERE feed = ? AND \"offset\" > ? AND content IS NULL ORDER BY \"offset\"",
                feed.key(),
                after);
    }

    static List<String> rooms(Statements sql, String likeness) throws SQLException {
        return sql.rows(
                row -> Feed.ofKey(row.getString(1)).name(),
                "SELECT feed FROM chat_feed WHERE likeness = ? AND likeness <> ''",
                likeness);
    }

    private static Message message(ResultSet row) throws SQLException {
        String content = row.getString("content");
        return new Message(
                Feed.ofKey(row.getString("feed")),
                row.getLong("offset"),
                row.getString("sender"),
                Feed.ofKey(row.getString("receiver")),
                content == null ? "" : content,
                Instant.ofEpochMilli(row.getLong("time")),
                content == null);
    }
}
