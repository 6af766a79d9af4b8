package dev.sluice.chat.store;

import dev.sluice.Channel;
import dev.sluice.Offer;
import dev.sluice.Received;
import dev.sluice.sync.Promise;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the database.
 *
 * <p>It commits in groups: what has come while it wrote the last group is the next one, up to a hundred. So a lone message
 * waits for nothing but its own commit, and the more there are the fewer commits each costs.
 */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.sluice.chat.store");
    private static final int GROUP = 100;
    private static final int CHANGES = 1_000;
    private static final Duration BETWEEN_PURGES = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private sealed interface Job {}

    private record Append(Draft draft) implements Job {}

    /** A change that a goroutine waits for. */
    private static final class Change<T> implements Job {
        final Session.Work<T> work;
        final Promise<T> result = new Promise<>();
        private @Nullable T value;

        Change(Session.Work<T> work) {
            this.work = work;
        }

        void run(Statements sql) throws SQLException {
            value = work.on(sql);
        }

        void complete() {
            if (value != null) {
                result.complete(value);
            }
        }
    }

    private final Session session;
    private final Dialect dialect;
    private final StoreOptions options;
    private final Retention retention;
    private final Consumer<? super List<Outcome>> outcomes;
    private final Appending appending;
    private final Channel<Job> jobs;
    private final Thread thread;

    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile @Nullable String trouble;
    private volatile boolean stopping;

    Writer(Session session, Dialect dialect, StoreOptions options, Consumer<? super List<Outcome>> outcomes) {
        this.session = session;
        this.dialect = dialect;
        this.options = options;
        this.retention = new Retention(options);
        this.appending = new Appending(options.likeness());
        this.outcomes = outcomes;
        jobs = Channel.named("chat writes").buffered(options.pending() + CHANGES);
        thread = Thread.ofPlatform().daemon().name("chat writes").start(this::run);
    }

    boolean append(Draft draft) {
        if (pending.incrementAndGet() <= options.pending() && jobs.offer(new Append(draft)) == Offer.SENT) {
            return true;
        }
        pending.decrementAndGet();
        return false;
    }

    /** Waits until a change is committed, and returns its result. */
    <T> T change(Session.Work<T> work) throws StoreException, InterruptedException {
        var change = new Change<>(work);
        if (!jobs.sendIfOpen(change)) {
            throw new StoreException("the store is closed");
        }
        return change.result.await(StoreException.class);
    }

    Store.Figures figures() {
        return new Store.Figures(
                pending.get(), transactions.get(), stored.get(), repeated.get(), failed.get(), trouble);
    }

    private void run() {
        long purge = System.nanoTime();
        var group = new ArrayList<Job>(GROUP);
        while (true) {
            try {
                switch (jobs.receive(Duration.ofNanos(purge - System.nanoTime()))) {
                    case Received.Value<Job>(Job job) -> {
                        group.add(job);
                        jobs.drainTo(group, GROUP - 1);
                        appendAll(group);
                        changeAll(group);
                    }
                    case Received.Empty<Job> _ -> {}
                    case Received.Closed<Job> _ -> {
                        session.close();
                        return;
                    }
                }
                if (purge - System.nanoTime() <= 0) {
                    purge = System.nanoTime() + (purge() ? 0 : BETWEEN_PURGES.toNanos());
                }
            } catch (InterruptedException _) {
                // Sent by close() to end a wait for the database; what is left fails when it's its turn.
            }
            group.clear();
        }
    }

    private void appendAll(List<Job> group) {
        var drafts = new ArrayList<Draft>(group.size());
        for (Job job : group) {
            if (job instanceof Append(Draft draft)) {
                drafts.add(draft);
            }
        }
        if (drafts.isEmpty()) {
            return;
        }
        List<Outcome> made;
        try {
            made = appending.committed(write(sql -> appending.write(sql, drafts)));
        } catch (Throwable t) {
            appending.forget();
            made = failures(drafts, t);
        }
        count(made);
        try {
            outcomes.accept(made);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "what takes the outcomes of messages has failed", e);
        } finally {
            pending.addAndGet(-drafts.size());
        }
    }

    private void changeAll(List<Job> group) {
        var changes = new ArrayList<Change<?>>();
        for (Job job : group) {
            if (job instanceof Change<?> change) {
                changes.add(change);
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        try {
            write(sql -> {
                for (Change<?> change : changes) {
                    change.run(sql);
                }
                return true;
            });
            changes.forEach(Change::complete);
        } catch (Throwable t) {
            changes.forEach(change -> change.result.fail(t));
        }
    }

    private static List<Outcome> failures(List<Draft> drafts, Throwable thrown) {
        boolean full = thrown instanceof StoreException e && e.reason() == Outcome.Reason.FULL;
        var reason = full ? Outcome.Reason.FULL : Outcome.Reason.UNAVAILABLE;
        String text = full
                ? "the disk of the server is full; try again later"
                : "the server can't store messages at present; try again later";
        if (!(thrown instanceof StoreException || thrown instanceof InterruptedException)) {
            LOG.log(Level.ERROR, "messages couldn't be stored", thrown);
        }
        var failures = new ArrayList<Outcome>(drafts.size());
        for (Draft draft : drafts) {
            failures.add(new Outcome.Failed(draft, reason, text));
        }
        return failures;
    }

    private void count(List<Outcome> made) {
        for (Outcome outcome : made) {
            var count = switch (outcome) {
                case Outcome.Stored _ -> stored;
                case Outcome.Repeated _ -> repeated;
                case Outcome.Failed _ -> failed;
            };
            count.incrementAndGet();
        }
    }

    private boolean purge() throws InterruptedException {
        try {
            return !stopping && retention.purge(session, dialect);
        } catch (StoreException e) {
            troubled(e);
            return false;
        }
    }

    private <T> T write(Session.Work<T> work) throws StoreException, InterruptedException {
        if (stopping) {
            throw new StoreException("the server has stopped");
        }
        try {
            T result = session.write(work);
            transactions.incrementAndGet();
            if (trouble != null) {
                trouble = null;
                LOG.log(Level.INFO, "the database works again");
            }
            return result;
        } catch (StoreException e) {
            troubled(e);
            throw e;
        }
    }

    /** Tells the operator once of a trouble, and not of each message that fails for it. */
    private void troubled(StoreException e) {
        if (!e.text().equals(trouble)) {
            LOG.log(Level.ERROR, e.text());
        }
        trouble = e.text();
    }

    /** Takes nothing more, and writes what it has; what can't be written within ten seconds has failed. */
    @Override
    public void close() {
        jobs.close();
        if (!Threads.joined(List.of(thread), PATIENCE)) {
            stopping = true;
            session.abort();
            thread.interrupt();
            Threads.joined(List.of(thread), PATIENCE);
        }
    }
}
