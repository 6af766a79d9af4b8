package dev.sluice.chat.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A store on a database: one thread writes, a few read. */
final class JdbcStore implements Store {
    private final Dialect dialect;
    private final String epoch;
    private final StoreOptions options;
    private final Acts acts;
    private final Readers readers;
    private final Writer writer;

    private JdbcStore(
            Dialect dialect,
            Session session,
            String epoch,
            StoreOptions options,
            Consumer<? super List<Outcome>> outcomes) {
        this.dialect = dialect;
        this.epoch = epoch;
        this.options = options;
        acts = new Acts(options);
        readers = new Readers(dialect);
        writer = new Writer(session, dialect, options, outcomes);
    }

    static JdbcStore open(String data, StoreOptions options, Consumer<? super List<Outcome>> outcomes)
            throws StoreException, InterruptedException {
        Dialect dialect = Dialect.of(data);
        var session = new Session(dialect, true);
        boolean opened = false;
        try {
            int found = session.read(Schema::version);
            if (found > Schema.VERSION) {
                throw new StoreException(
                        "the database %s has version %d, and this server knows none above %d; use the server that wrote it, or a newer one"
                                .formatted(dialect, found, Schema.VERSION));
            }
            String epoch = session.write(sql -> {
                Schema.migrate(sql, dialect, options.likeness());
                return Schema.epoch(sql);
            });
            var store = new JdbcStore(dialect, session, epoch, options, outcomes);
            opened = true;
            return store;
        } finally {
            if (!opened) {
                session.close();
                dialect.close();
            }
        }
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public boolean append(Draft draft) {
        return writer.append(draft);
    }

    @Override
    public long last(Feed feed) throws StoreException, InterruptedException {
        return readers.read(sql -> Rows.last(sql, feed));
    }

    @Override
    public List<Message> before(Feed feed, long offset, int limit) throws StoreException, InterruptedException {
        return readers.read(sql -> Rows.before(sql, feed, offset, limit));
    }

    @Override
    public List<Message> after(Feed feed, long offset, int limit) throws StoreException, InterruptedException {
        return readers.read(sql -> Rows.after(sql, feed, offset, limit));
    }

    @Override
    public List<Long> deleted(Feed feed, long after) throws StoreException, InterruptedException {
        return readers.read(sql -> Rows.deleted(sql, feed, after));
    }

    @Override
    public boolean claim(String name, String key) throws StoreException, InterruptedException {
        String hash = SessionKeys.hash(key);
        Text.checked("name", name);
        Optional<Boolean> claimed = readers.read(sql -> acts.claimed(sql, name, hash));
        return claimed.isPresent() ? claimed.get() : writer.change(sql -> acts.claim(sql, name, hash));
    }

    @Override
    public boolean isClaimed(String name) throws StoreException, InterruptedException {
        return readers.read(sql -> acts.isClaimed(sql, name));
    }

    @Override
    public List<String> roomsLike(String name) throws StoreException, InterruptedException {
        String likeness = options.likeness().apply(name);
        return readers.read(sql -> Rows.rooms(sql, likeness));
    }

    @Override
    public boolean delete(Feed feed, long offset, String by) throws StoreException, InterruptedException {
        Text.checked("moderator", by);
        return writer.change(sql -> acts.delete(sql, feed, offset, by));
    }

    @Override
    public void impose(Sanction sanction) throws StoreException, InterruptedException {
        sanction.check();
        writer.change(sql -> acts.impose(sql, sanction));
    }

    @Override
    public boolean lift(Sanction.Kind kind, String name, String by) throws StoreException, InterruptedException {
        Text.checked("moderator", by);
        return writer.change(sql -> acts.lift(sql, kind, name, by));
    }

    @Override
    public List<Sanction> sanctions() throws StoreException, InterruptedException {
        return readers.read(acts::sanctions);
    }

    @Override
    public void record(AuditEntry entry) throws StoreException, InterruptedException {
        entry.check();
        writer.change(sql -> acts.record(sql, entry));
    }

    @Override
    public List<AuditEntry> audit(int limit) throws StoreException, InterruptedException {
        return readers.read(sql -> acts.audit(sql, limit));
    }

    @Override
    public Figures figures() {
        return writer.figures();
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
        dialect.close();
    }
}
