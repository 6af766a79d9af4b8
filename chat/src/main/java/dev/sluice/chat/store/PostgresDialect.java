package dev.sluice.chat.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** A PostgreSQL database. */
final class PostgresDialect implements Dialect {
    /*
     * The session that writes holds an advisory lock. It is gone with the session, so what is lost with a connection is the
     * right to write too, and a server that was cut off can't write beside its successor.
     */

    private static final long LOCK = 0x5c7a_c4a7_5705_e001L;

    private final String url;

    PostgresDialect(String url) {
        this.url = url;
    }

    @Override
    public Connection connect(boolean write) throws SQLException, StoreException {
        var properties = new Properties();
        // Defaults; what the URL says counts more.
        properties.put("connectTimeout", "5");
        properties.put("socketTimeout", "30");
        properties.put("tcpKeepAlive", "true");
        properties.put("ApplicationName", "sluice chat");
        Connection connection = DriverManager.getConnection(url, properties);
        try (Statement statement = connection.createStatement()) {
            if (write) {
                checkEncoding(statement);
                takeLock(statement);
                statement.execute("SET synchronous_commit = on");
                connection.setAutoCommit(false);
            } else {
                connection.setReadOnly(true);
            }
            return connection;
        } catch (SQLException | StoreException e) {
            connection.close();
            throw e;
        }
    }

    private static void checkEncoding(Statement statement) throws SQLException, StoreException {
        try (ResultSet encoding = statement.executeQuery("SHOW server_encoding")) {
            encoding.next();
            if (!encoding.getString(1).equals("UTF8")) {
                throw new StoreException(
                        "the database must have the encoding UTF8, has %s; make one by createdb -E UTF8 -T template0"
                                .formatted(encoding.getString(1)));
            }
        }
    }

    private static void takeLock(Statement statement) throws SQLException, StoreException {
        try (ResultSet lock = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
            lock.next();
            if (!lock.getBoolean(1)) {
                throw StoreException.transientFailure(
                        "the database is in use by another server; stop that one, or name another database with --data",
                        null);
            }
        }
    }

    @Override
    public String tableOfKeys() {
        return "";
    }

    @Override
    public StoreException failure(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String message = "the PostgreSQL database has failed: " + failure.getMessage();
        if (state.equals("53100")) {
            return new StoreException(
                    Outcome.Reason.FULL, "the disk of the PostgreSQL database is full; make room", failure);
        }
        return isTransient(state)
                ? StoreException.transientFailure(message, failure)
                : new StoreException(Outcome.Reason.UNAVAILABLE, message, failure);
    }

    /** Lost connections, lack of resources, a server that is going or coming, and transactions that met another one. */
    private static boolean isTransient(String state) {
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.equals("40001")
                || state.equals("40P01");
    }

    @Override
    public void shrink(Statements sql) {
        // The server's autovacuum does it.
    }

    @Override
    public void close() {
        // The lock has gone with the session.
    }
}
