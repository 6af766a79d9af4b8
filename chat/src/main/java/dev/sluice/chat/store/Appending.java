package dev.sluice.chat.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stores drafts, many in one transaction: each gets the next offset of its feed, unless it was stored before. */
final class Appending {
    private static final int MOST_REMEMBERED = 100_000;

    private record SentId(String sender, String id) {}

    /** What is stored under an id; receiver and content are null if that message is gone, or was deleted. */
    private record Sent(
            long offset,
            @Nullable String receiver,
            @Nullable String content) {
        boolean is(Draft draft) {
            return content == null
                    || (content.equals(draft.content()) && draft.to().key().equals(receiver));
        }
    }

    /** What one transaction does. */
    static final class Batch {
        private final List<Outcome> outcomes = new ArrayList<>();
        private final Map<Feed, Long> last = new HashMap<>();
        private final List<Object[]> messages = new ArrayList<>();
        private final List<Object[]> ids = new ArrayList<>();
        private long weight;
    }

    private final UnaryOperator<String> likeness;

    /** The last offsets of feeds that were written to; forgotten when a transaction has failed. */
    private final Map<Feed, Long> last = new HashMap<>();

    Appending(UnaryOperator<String> likeness) {
        this.likeness = likeness;
    }

    /** Returns the outcomes of a batch that is committed, in the order of its drafts. */
    List<Outcome> committed(Batch batch) {
        if (last.size() > MOST_REMEMBERED) {
            last.clear();
        }
        last.putAll(batch.last);
        return batch.outcomes;
    }

    /** Forgets what it knows of the database, after a batch that wasn't committed. */
    void forget() {
        last.clear();
    }

    /** Writes drafts. */
    Batch write(Statements sql, List<Draft> drafts) throws SQLException {
        var batch = new Batch();
        Map<SentId, Sent> sent = sent(sql, drafts);
        for (Draft draft : drafts) {
            String flaw = draft.flaw();
            if (flaw != null) {
                batch.outcomes.add(new Outcome.Failed(draft, Outcome.Reason.INVALID, flaw));
                continue;
            }
            Sent before = draft.id() == null ? null : sent.get(new SentId(draft.from(), draft.id()));
            if (before != null) {
                batch.outcomes.add(before.is(draft) ? new Outcome.Repeated(draft, before.offset()) : draft.idTaken());
                continue;
            }
            var stored = new Outcome.Stored(draft, add(sql, draft, batch));
            batch.outcomes.add(stored);
            if (draft.id() != null) {
                sent.put(
                        new SentId(draft.from(), draft.id()),
                        new Sent(stored.offset(), draft.to().key(), draft.content()));
            }
        }
        sql.updateAll("INSERT INTO chat_message VALUES (?, ?, ?, ?, ?, ?)", batch.messages);
        sql.updateAll("INSERT INTO chat_sent VALUES (?, ?, ?, ?, ?)", batch.ids);
        sql.updateAll(
                "INSERT INTO chat_feed (feed, last, likeness) VALUES (?, ?, ?)"
                        + " ON CONFLICT (feed) DO UPDATE SET last = excluded.last",
                batch.last.entrySet().stream()
                        .map(each -> new Object[] {each.getKey().key(), each.getValue(), likeness(each.getKey())})
                        .toList());
        sql.update("UPDATE chat_state SET bytes = bytes + ?", batch.weight);
        return batch;
    }

    /** Returns what a feed is found by when another room is opened that looks like it. */
    private String likeness(Feed feed) {
        return feed.kind() == Feed.Kind.ROOM ? likeness.apply(feed.name()) : "";
    }

    private List<Message> add(Statements sql, Draft draft, Batch batch) throws SQLException {
        var messages = new ArrayList<Message>(2);
        for (Feed feed : draft.feeds()) {
            Long before = batch.last.getOrDefault(feed, last.get(feed));
            Message message = draft.at(feed, (before == null ? Rows.last(sql, feed) : before) + 1);
            messages.add(message);
            batch.last.put(feed, message.offset());
            batch.weight += StoreOptions.weight(message);
            batch.messages.add(new Object[] {
                feed.key(),
                message.offset(),
                message.time().toEpochMilli(),
                draft.from(),
                draft.to().key(),
                draft.content()
            });
        }
        if (draft.id() != null) {
            Message own = messages.getFirst();
            batch.ids.add(new Object[] {
                draft.from(),
                draft.id(),
                own.feed().key(),
                own.offset(),
                own.time().toEpochMilli()
            });
        }
        return List.copyOf(messages);
    }

    /** Returns what is stored under the ids of drafts. One query asks for all, in a few sizes, so that it is prepared once. */
    private static Map<SentId, Sent> sent(Statements sql, List<Draft> drafts) throws SQLException {
        var parameters = new ArrayList<Object>();
        for (Draft draft : drafts) {
            if (draft.id() != null && draft.flaw() == null) {
                Collections.addAll(parameters, draft.from(), draft.id());
            }
        }
        var sent = new LinkedHashMap<SentId, Sent>();
        if (parameters.isEmpty()) {
            return sent;
        }
        while (Integer.bitCount(parameters.size()) > 1) {
            Collections.addAll(parameters, parameters.get(0), parameters.get(1));
        }
        String query = """
                SELECT s.sender, s.id, s."offset", m.receiver, m.content
                FROM chat_sent s LEFT JOIN chat_message m ON m.feed = s.feed AND m."offset" = s."offset"
                WHERE (s.sender, s.id) IN (VALUES (?, ?)%s)""".formatted(", (?, ?)".repeat(parameters.size() / 2 - 1));
        sql.rows(
                row -> sent.put(
                        new SentId(row.getString(1), row.getString(2)),
                        new Sent(row.getLong(3), row.getString(4), row.getString(5))),
                query,
                parameters.toArray());
        return sent;
    }
}
