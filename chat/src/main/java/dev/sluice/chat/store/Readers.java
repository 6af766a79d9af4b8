package dev.sluice.chat.store;

import dev.sluice.Channel;
import dev.sluice.sync.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Platform threads that read, each on a connection of its own.
 *
 * <p>A call of JDBC holds its carrier while it waits for the disk, so that a few of them on virtual threads would stop all
 * goroutines. Those wait for one of these threads instead.
 */
final class Readers implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int QUEUE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private record Job<T>(Session.Work<T> work, Promise<T> result) {
        void run(Session session) {
            try {
                result.complete(session.read(work));
            } catch (Throwable t) {
                result.fail(t);
            }
        }
    }

    private final Channel<Job<?>> jobs = Channel.named("chat reads").buffered(QUEUE);
    private final List<Session> sessions = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    Readers(Dialect dialect) {
        for (int i = 1; i <= THREADS; i++) {
            var session = new Session(dialect, false);
            sessions.add(session);
            threads.add(Thread.ofPlatform().daemon().name("chat reads-" + i).start(() -> run(session)));
        }
    }

    private void run(Session session) {
        try (session) {
            for (Job<?> job : jobs) {
                job.run(session);
            }
        }
    }

    /** Waits for a thread to read. */
    <T> T read(Session.Work<T> work) throws StoreException, InterruptedException {
        var result = new Promise<T>();
        if (!jobs.sendIfOpen(new Job<>(work, result))) {
            throw new StoreException("the store is closed");
        }
        return result.await(StoreException.class);
    }

    /** Finishes what is asked for already; what the database doesn't answer within a second fails. */
    @Override
    public void close() {
        jobs.close();
        if (!Threads.joined(threads, PATIENCE)) {
            sessions.forEach(Session::abort);
            threads.forEach(Thread::interrupt);
            Threads.joined(threads, PATIENCE);
        }
    }
}
