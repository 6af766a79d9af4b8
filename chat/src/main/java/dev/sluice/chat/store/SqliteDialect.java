package dev.sluice.chat.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** A SQLite file, in WAL mode, where a commit returns when the disk has it. */
final class SqliteDialect implements Dialect {
    /*
     * A lock of the operating system on a file beside the database keeps a second server out, and is gone with the process
     * that holds it. SQLite's own exclusive lock would keep our readers out as well.
     */

    private static final long ROOM = 1 << 20;

    private final Path file;
    private final FileChannel lock;

    private SqliteDialect(Path file, FileChannel lock) {
        this.file = file;
        this.lock = lock;
    }

    /** Returns a dialect that holds the lock of a file, or throws if another server holds it. */
    static SqliteDialect lock(String data) throws StoreException {
        Path file = file(data);
        try {
            FileChannel channel = FileChannel.open(
                    file.resolveSibling(file.getFileName() + "-lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (isFree(channel)) {
                return new SqliteDialect(file, channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new StoreException(
                    Outcome.Reason.UNAVAILABLE,
                    "can't write beside the database %s (%s); let the server's user write to its folder"
                            .formatted(file, e),
                    e);
        }
        throw new StoreException(
                "the database %s is in use by another server; stop that one, or name another file with --data"
                        .formatted(file));
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // by a store of this process
        }
    }

    private static Path file(String data) throws StoreException {
        Path file;
        try {
            file = Path.of(data).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new StoreException(
                    Outcome.Reason.UNAVAILABLE, "--data must be the path of a file, was '%s'".formatted(data), e);
        }
        if (data.indexOf('?') >= 0) {
            throw new StoreException("--data must be the path of a file without '?', was '%s'".formatted(data));
        }
        if (Files.isDirectory(file)) {
            throw new StoreException("--data must be a file, but %s is a folder".formatted(file));
        }
        if (!Files.isDirectory(file.resolveSibling("."))) {
            throw new StoreException("the folder of the database %s doesn't exist; make it".formatted(file));
        }
        return file;
    }

    @Override
    public Connection connect(boolean write) throws SQLException {
        var properties = new Properties();
        properties.put("busy_timeout", "5000");
        properties.put("transaction_mode", "IMMEDIATE");
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, properties);
        try (Statement statement = connection.createStatement()) {
            if (write) {
                statement.execute("PRAGMA auto_vacuum = INCREMENTAL"); // works before the first table only
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("PRAGMA journal_size_limit = 67108864");
                connection.setAutoCommit(false);
            } else {
                statement.execute("PRAGMA query_only = ON");
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public String tableOfKeys() {
        return " WITHOUT ROWID";
    }

    @Override
    public StoreException failure(SQLException failure) {
        return switch (failure.getErrorCode() & 0xff) {
            case 13 -> full(failure);
            case 10 -> roomIsLeft() ? failed(failure) : full(failure);
            case 5, 6 ->
                StoreException.transientFailure(
                        "the database %s is locked by another program".formatted(file), failure);
            case 26 ->
                new StoreException(
                        Outcome.Reason.UNAVAILABLE,
                        "%s is not a SQLite database; name another file with --data".formatted(file),
                        failure);
            default -> failed(failure);
        };
    }

    private StoreException full(SQLException failure) {
        return new StoreException(
                Outcome.Reason.FULL, "the disk of the database %s is full; make room".formatted(file), failure);
    }

    private StoreException failed(SQLException failure) {
        return new StoreException(
                Outcome.Reason.UNAVAILABLE,
                "the database %s has failed: %s".formatted(file, failure.getMessage()),
                failure);
    }

    private boolean roomIsLeft() {
        try {
            return Files.getFileStore(file).getUsableSpace() >= ROOM;
        } catch (IOException _) {
            return true; // not known
        }
    }

    @Override
    public void shrink(Statements sql) throws SQLException {
        sql.execute("PRAGMA incremental_vacuum(1000)");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException("can't release the lock of " + file, e);
        }
    }

    /** Returns where the database is. */
    @Override
    public String toString() {
        return file.toString();
    }
}
