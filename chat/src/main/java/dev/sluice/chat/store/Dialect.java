package dev.sluice.chat.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the databases. */
interface Dialect extends AutoCloseable {
    /**
     * Opens a connection.
     *
     * @param write whether it is the one that writes; it has transactions then, and there is one at a time
     * @throws StoreException if another server writes to the same database, or it can't be used at all
     */
    Connection connect(boolean write) throws SQLException, StoreException;

    /** Returns what ends a statement that makes a table whose rows are found by their primary key. */
    String tableOfKeys();

    /** Returns why a statement has failed, in the words of the store. */
    StoreException failure(SQLException failure);

    /** Gives room that was freed back to the file system, as far as that can be done in little time. */
    void shrink(Statements sql) throws SQLException;

    /** Lets other servers have the database. */
    @Override
    void close();

    /** Returns the dialect for what {@code --data} says: a file, or the URL of a PostgreSQL database. */
    static Dialect of(String data) throws StoreException {
        if (data.startsWith("jdbc:postgresql:")) {
            return new PostgresDialect(data);
        }
        if (data.startsWith("jdbc:")) {
            throw new StoreException("--data must be a file, or begin with jdbc:postgresql:, was '" + data + "'");
        }
        return SqliteDialect.lock(data);
    }
}
