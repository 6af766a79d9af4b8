package dev.sluice.chat.store;

import dev.sluice.function.CheckedSupplier;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.resilience.CircuitOpenException;
import dev.sluice.resilience.Retry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection of one thread: opened when it is needed, and opened anew after it has failed.
 *
 * <p>What fails for a reason that may pass, such as a server that is restarted, is tried again for ten seconds. After that a
 * breaker lets things fail at once, and tries one a second, so that what waits doesn't wait for ten seconds each.
 */
final class Session implements AutoCloseable {
    /** What is done in one transaction. It may be done again if the transaction has failed. */
    interface Work<T> {
        T on(Statements sql) throws SQLException;
    }

    private static final Retry RETRY = Retry.exponential(Duration.ofMillis(50))
            .attempts(1_000)
            .maxDelay(Duration.ofSeconds(1))
            .maxElapsed(Duration.ofSeconds(10))
            .on(Session::mayPass);

    private final CircuitBreaker breaker = CircuitBreaker.named("chat database")
            .window(1)
            .minimumCalls(1)
            .openFor(Duration.ofSeconds(1))
            .failsOn(Session::mayPass)
            .build();

    private final Dialect dialect;
    private final boolean write;
    private final String marks = UUID.randomUUID() + " ";
    private long transactions;
    private volatile @Nullable Connection connection;
    private @Nullable Statements statements;
    private String trouble = "";

    Session(Dialect dialect, boolean write) {
        this.dialect = dialect;
        this.write = write;
    }

    private static boolean mayPass(Throwable thrown) {
        return thrown instanceof StoreException failure && failure.mayPass();
    }

    /** Reads. */
    <T> T read(Work<T> work) throws StoreException, InterruptedException {
        return again(() -> work.on(open()));
    }

    /**
     * Writes, in a transaction that is committed when this returns.
     *
     * <p>Each transaction leaves a mark. When a connection is lost while it commits, the mark tells whether it has, so that it
     * is neither lost nor done twice.
     */
    <T> T write(Work<T> work) throws StoreException, InterruptedException {
        String mark = marks + ++transactions;
        var committing = new Object() {
            @Nullable
            T result;
        };
        return again(() -> {
            Statements sql = open();
            if (committing.result != null && mark.equals(Schema.mark(sql))) {
                return committing.result;
            }
            T result = work.on(sql);
            Schema.mark(sql, mark);
            committing.result = result;
            commit();
            return result;
        });
    }

    private <T> T again(CheckedSupplier<T, Exception> attempt) throws StoreException, InterruptedException {
        try {
            return breaker.call(StoreException.class, () -> RETRY.call(StoreException.class, () -> once(attempt)));
        } catch (CircuitOpenException e) {
            throw new StoreException(Outcome.Reason.UNAVAILABLE, trouble, e);
        }
    }

    private <T> T once(CheckedSupplier<T, Exception> attempt) throws Exception {
        boolean done = false;
        try {
            T result = attempt.get();
            done = true;
            return result;
        } catch (SQLException e) {
            StoreException failure = dialect.failure(e);
            trouble = failure.text();
            throw failure;
        } catch (StoreException e) {
            trouble = e.text();
            throw e;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private Statements open() throws SQLException, StoreException {
        Statements present = statements;
        if (present == null) {
            Connection opened = dialect.connect(write);
            connection = opened;
            statements = present = new Statements(opened);
        }
        return present;
    }

    private void commit() throws SQLException {
        Connection present = connection;
        if (present == null) {
            throw new SQLException("the connection was closed", "08003");
        }
        present.commit();
    }

    /** Closes the connection, and rolls back what it hasn't committed; what comes next opens another one. */
    @Override
    public void close() {
        Connection present = connection;
        connection = null;
        statements = null;
        if (present != null) {
            try {
                present.close();
            } catch (SQLException _) {
                // It is gone in any case.
            }
        }
    }

    /** Cuts the connection, so that a statement which waits for the database fails. May be called by any thread. */
    void abort() {
        Connection present = connection;
        if (present != null) {
            try {
                present.abort(Runnable::run);
            } catch (SQLException _) {
                // It is gone in any case.
            }
        }
    }
}
