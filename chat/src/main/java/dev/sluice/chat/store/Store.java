package dev.sluice.chat.store;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages of a chat server, the names that are claimed, and what moderators have done.
 *
 * <p>Messages are appended without waiting: {@link #append} takes a draft, the store gives it the next offset of its feed,
 * commits it together with others, and hands the {@link Outcome} to the consumer that it was made with. Outcomes come in
 * the order of the drafts, each exactly once, and never more are outstanding than {@link StoreOptions#pending}. Offsets
 * count from 1 without gaps and without repeats, over restarts and failures too, since they are given in the transaction
 * that stores the message.
 *
 * <p>All else waits: it is for goroutines, which may wait, and not for the hub. A wait that is interrupted ends with an
 * {@code InterruptedException}; what was asked for may have happened then. A {@link StoreException} says that it hasn't.
 * Text that isn't Unicode, or has a NUL in it, is an {@code IllegalArgumentException}, except in {@link #append}, which
 * makes an outcome of it.
 *
 * <p>A store is safe for use by any number of threads.
 *
 * <p>Memory consistency: actions before {@code append} <i>happen-before</i> the consumer is called with its outcome.
 */
public interface Store extends AutoCloseable {
    /**
     * What a store has done since it was opened.
     *
     * @param pending drafts that have no outcome yet
     * @param transactions how often it has committed
     * @param stored drafts that were stored
     * @param repeated drafts that had been stored before
     * @param failed drafts that were not stored
     * @param trouble why it can't write at present, for the operator, or null
     */
    record Figures(
            int pending,
            long transactions,
            long stored,
            long repeated,
            long failed,
            @Nullable String trouble) {}

    /**
     * Returns a store that forgets everything when it is closed. It keeps the latest 64 MiB of messages and 100,000 ids at
     * most, hands over outcomes in the call of {@link #append}, on the thread of a caller, and starts no thread.
     *
     * @param options what to keep
     * @param outcomes takes the outcome of each draft
     */
    static Store inMemory(StoreOptions options, Consumer<? super List<Outcome>> outcomes) {
        return new MemoryStore(options, outcomes);
    }

    /**
     * Opens a store on a database, and makes its tables, or brings them up to date, if need be.
     *
     * @param data the path of a SQLite file, or a URL that begins with {@code jdbc:postgresql:}
     * @param options what to keep
     * @param outcomes takes the outcomes of drafts; called by one thread of the store, which writes nothing meanwhile, so it
     *     must not wait for long
     * @throws StoreException if it can't be opened: for example if another server uses it, or a newer one has written it
     */
    static Store open(String data, StoreOptions options, Consumer<? super List<Outcome>> outcomes)
            throws StoreException, InterruptedException {
        return JdbcStore.open(data, options, outcomes);
    }

    /** Returns what tells the offsets of this store from those of another that has taken its place: a random text. */
    String epoch();

    /**
     * Appends a draft, without waiting. Its outcome is handed to the consumer, by a thread of the store or before this
     * returns.
     *
     * @return whether it is taken; false if too many wait already, or the store is closed. There is no outcome then
     */
    boolean append(Draft draft);

    /** Returns the offset of the latest message of a feed, or 0 if it never had one. */
    long last(Feed feed) throws StoreException, InterruptedException;

    /** Returns the latest messages before an offset, at most {@code limit}, the oldest first. */
    List<Message> before(Feed feed, long offset, int limit) throws StoreException, InterruptedException;

    /** Returns the messages after an offset, at most {@code limit}, the oldest first. */
    List<Message> after(Feed feed, long offset, int limit) throws StoreException, InterruptedException;

    /** Returns the offsets of the messages after an offset whose text was deleted, in their order. */
    List<Long> deleted(Feed feed, long after) throws StoreException, InterruptedException;

    /**
     * Claims a name, and all that {@linkplain StoreOptions#likeness look like} it, for the holder of a session key. The key itself isn't
     * stored, only its hash.
     *
     * @return whether the name is the holder's now: it was free, or claimed with the same key
     */
    boolean claim(String name, String key) throws StoreException, InterruptedException;

    /** Returns whether a name is claimed, in this spelling. */
    boolean isClaimed(String name) throws StoreException, InterruptedException;

    /** Returns the rooms in which something was said whose name {@linkplain StoreOptions#likeness looks like} this one, itself among them. */
    List<String> roomsLike(String name) throws StoreException, InterruptedException;

    /**
     * Deletes the text of a message, and leaves its place. A private message is deleted in this feed only.
     *
     * @param by name of the moderator
     * @return whether there was such a message, not deleted before
     */
    boolean delete(Feed feed, long offset, String by) throws StoreException, InterruptedException;

    /** Imposes a sanction, in place of an earlier one of the same kind on the same person. */
    void impose(Sanction sanction) throws StoreException, InterruptedException;

    /**
     * Lifts a sanction.
     *
     * @param by name of the moderator
     * @return whether there was one in force
     */
    boolean lift(Sanction.Kind kind, String name, String by) throws StoreException, InterruptedException;

    /** Returns the sanctions that are in force. */
    List<Sanction> sanctions() throws StoreException, InterruptedException;

    /** Writes down an act of a moderator that changes nothing else, such as a kick. The other acts are written down by themselves. */
    void record(AuditEntry entry) throws StoreException, InterruptedException;

    /** Returns the latest acts of moderators, at most {@code limit}, the latest first. */
    List<AuditEntry> audit(int limit) throws StoreException, InterruptedException;

    /** Returns what was done so far. */
    Figures figures();

    /**
     * Takes no more drafts, and waits until all that were taken have their outcome. An interrupt is kept, and doesn't end
     * the wait, which is bounded: what can't be written within ten seconds has failed.
     */
    @Override
    void close();
}
