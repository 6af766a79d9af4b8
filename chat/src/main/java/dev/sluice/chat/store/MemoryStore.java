package dev.sluice.chat.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store that is gone with its process. */
final class MemoryStore implements Store {
    /*
     * One lock guards everything. The consumer is called without it, by one thread at a time: the one that finds no other
     * handing over when it has made an outcome. Others leave theirs to it, which keeps the order and lets the consumer wait
     * for what it likes, or append again.
     */

    static final long MOST_BYTES = 64 << 20;
    static final int MOST_IDS = 100_000;

    /** The messages of a feed, by offset; the last offset stays when its message goes. */
    private static final class Line {
        final TreeMap<Long, Message> messages = new TreeMap<>();
        long last;
    }

    private record SentId(String sender, String id) {}

    private record Sent(Draft draft, long offset) {}

    private record Claim(String keyHash, Instant used, String spelled) {}

    private record Sanctioned(Sanction.Kind kind, String name) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final String epoch = UUID.randomUUID().toString();
    private final StoreOptions options;
    private final Consumer<? super List<Outcome>> outcomes;

    private final Map<Feed, Line> lines = new HashMap<>();
    private final Deque<Message> oldestFirst = new ArrayDeque<>();
    private final LinkedHashMap<SentId, Sent> sent = new LinkedHashMap<>();
    private final Map<String, List<String>> roomsByLikeness = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private final Map<Sanctioned, Sanction> sanctions = new HashMap<>();
    private final Deque<AuditEntry> audit = new ArrayDeque<>();
    private List<Outcome> ready = new ArrayList<>();
    private boolean handingOver;
    private long bytes;
    private long stored;
    private long repeated;
    private long failed;
    private boolean closed;

    MemoryStore(StoreOptions options, Consumer<? super List<Outcome>> outcomes) {
        this.options = options;
        this.outcomes = outcomes;
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public boolean append(Draft draft) {
        boolean taken = locked(() -> !closed && ready.size() < options.pending() && ready.add(outcome(draft)));
        if (taken) {
            handOver();
        }
        return taken;
    }

    private void handOver() {
        boolean mine = locked(() -> !handingOver && (handingOver = true));
        while (mine) {
            List<Outcome> batch = locked(() -> {
                List<Outcome> some = ready;
                ready = new ArrayList<>();
                handingOver = !some.isEmpty();
                return some;
            });
            if (batch.isEmpty()) {
                return;
            }
            boolean handed = false;
            try {
                outcomes.accept(batch);
                handed = true;
            } finally {
                if (!handed) {
                    locked(() -> handingOver = false);
                }
            }
        }
    }

    private Outcome outcome(Draft draft) {
        String flaw = draft.flaw();
        if (flaw != null) {
            failed++;
            return new Outcome.Failed(draft, Outcome.Reason.INVALID, flaw);
        }
        if (draft.id() != null) {
            Sent before = sent.get(new SentId(draft.from(), draft.id()));
            if (before != null && !expired(before.draft().time(), options.ids())) {
                return again(draft, before);
            }
        }
        var messages = new ArrayList<Message>(2);
        for (Feed feed : draft.feeds()) {
            messages.add(add(draft, feed));
        }
        remember(draft, messages.getFirst().offset());
        forgetOld();
        stored++;
        return new Outcome.Stored(draft, List.copyOf(messages));
    }

    private Outcome again(Draft draft, Sent before) {
        if (before.draft().to().equals(draft.to()) && before.draft().content().equals(draft.content())) {
            repeated++;
            return new Outcome.Repeated(draft, before.offset());
        }
        failed++;
        return draft.idTaken();
    }

    private Message add(Draft draft, Feed feed) {
        Line line = lines.computeIfAbsent(feed, this::newLine);
        var message = draft.at(feed, ++line.last);
        line.messages.put(message.offset(), message);
        oldestFirst.add(message);
        bytes += StoreOptions.weight(message);
        return message;
    }

    private Line newLine(Feed feed) {
        if (feed.kind() == Feed.Kind.ROOM) {
            roomsByLikeness
                    .computeIfAbsent(options.likeness().apply(feed.name()), _ -> new ArrayList<>())
                    .add(feed.name());
        }
        return new Line();
    }

    private void remember(Draft draft, long offset) {
        if (draft.id() != null) {
            sent.putLast(new SentId(draft.from(), draft.id()), new Sent(draft, offset));
        }
        var first = sent.firstEntry();
        while (first != null
                && (sent.size() > MOST_IDS || expired(first.getValue().draft().time(), options.ids()))) {
            sent.pollFirstEntry();
            first = sent.firstEntry();
        }
    }

    private void forgetOld() {
        Message first = oldestFirst.peek();
        while (first != null
                && (bytes > Math.min(options.bytes(), MOST_BYTES) || expired(first.time(), options.messages()))) {
            oldestFirst.remove();
            bytes -= StoreOptions.weight(first);
            line(first.feed()).messages.remove(first.offset());
            first = oldestFirst.peek();
        }
    }

    private boolean expired(Instant time, Duration kept) {
        return time.isBefore(options.clock().instant().minus(kept));
    }

    private Line line(Feed feed) {
        return lines.getOrDefault(feed, new Line());
    }

    @Override
    public long last(Feed feed) {
        return locked(() -> line(feed).last);
    }

    @Override
    public List<Message> before(Feed feed, long offset, int limit) {
        return locked(() -> line(feed).messages.headMap(offset, false).descendingMap().values().stream()
                .limit(limit)
                .toList()
                .reversed());
    }

    @Override
    public List<Message> after(Feed feed, long offset, int limit) {
        return locked(() -> line(feed).messages.tailMap(offset, false).values().stream()
                .limit(limit)
                .toList());
    }

    @Override
    public List<Long> deleted(Feed feed, long after) {
        return locked(() -> line(feed).messages.tailMap(after, false).values().stream()
                .filter(Message::deleted)
                .map(Message::offset)
                .toList());
    }

    @Override
    public boolean claim(String name, String key) {
        String hash = SessionKeys.hash(key);
        Text.checked("name", name);
        String likeness = options.likeness().apply(name);
        return locked(() -> {
            Claim claim = claims.get(likeness);
            if (claim != null
                    && !expired(claim.used(), options.names())
                    && !claim.keyHash().equals(hash)) {
                return false;
            }
            claims.put(likeness, new Claim(hash, options.clock().instant(), name));
            return true;
        });
    }

    @Override
    public boolean isClaimed(String name) {
        return locked(() -> {
            Claim claim = claims.get(options.likeness().apply(name));
            return claim != null && claim.spelled().equals(name) && !expired(claim.used(), options.names());
        });
    }

    @Override
    public List<String> roomsLike(String name) {
        return locked(() ->
                List.copyOf(roomsByLikeness.getOrDefault(options.likeness().apply(name), List.of())));
    }

    @Override
    public boolean delete(Feed feed, long offset, String by) {
        return locked(() -> {
            Message message = line(feed).messages.get(offset);
            if (message == null || message.deleted()) {
                return false;
            }
            // Counted as before, since the queue of all messages still has it as it was.
            line(feed).messages.put(offset, message.withoutContent());
            audit.addFirst(AuditEntry.ofDelete(options.clock().instant(), by, feed, offset));
            return true;
        });
    }

    @Override
    public void impose(Sanction sanction) {
        sanction.check();
        locked(() -> {
            sanctions.put(new Sanctioned(sanction.kind(), sanction.name()), sanction);
            audit.addFirst(AuditEntry.ofImpose(options.clock().instant(), sanction));
            return true;
        });
    }

    @Override
    public boolean lift(Sanction.Kind kind, String name, String by) {
        return locked(() -> {
            Instant now = options.clock().instant();
            Sanction sanction = sanctions.remove(new Sanctioned(kind, name));
            if (sanction == null || !sanction.inForce(now)) {
                return false;
            }
            audit.addFirst(AuditEntry.ofLift(now, kind, name, by));
            return true;
        });
    }

    @Override
    public List<Sanction> sanctions() {
        return locked(() -> {
            sanctions
                    .values()
                    .removeIf(sanction -> !sanction.inForce(options.clock().instant()));
            return List.copyOf(sanctions.values());
        });
    }

    @Override
    public void record(AuditEntry entry) {
        entry.check();
        locked(() -> {
            audit.addFirst(entry);
            return true;
        });
    }

    @Override
    public List<AuditEntry> audit(int limit) {
        return locked(() -> audit.stream().limit(limit).toList());
    }

    @Override
    public Figures figures() {
        return locked(() -> new Figures(ready.size(), stored, stored, repeated, failed, null));
    }

    @Override
    public void close() {
        locked(() -> closed = true);
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
