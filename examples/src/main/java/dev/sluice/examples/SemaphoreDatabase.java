package dev.sluice.examples;

import dev.sluice.Scope;
import dev.sluice.sync.Semaphore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A database that takes ten connections, and 200 goroutines that want one. */
final class SemaphoreDatabase {
    private static final String URL = "jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1"; // in memory, until it is shut down
    private static final int CONNECTIONS = 10;
    private static final int ORDERS = 200;

    private final Semaphore connections = new Semaphore(CONNECTIONS, "connections");

    private SemaphoreDatabase() {}

    public static void main(String... args) throws SQLException, InterruptedException {
        var database = new SemaphoreDatabase();
        try (var admin = DriverManager.getConnection(URL);
                var sql = admin.createStatement()) {
            sql.execute("CREATE TABLE orders (id INT PRIMARY KEY, sessions INT)");
            database.placeOrders();
            try (var rows = sql.executeQuery("SELECT count(*), max(sessions) FROM orders")) {
                rows.next();
                IO.println(rows.getInt(1) + " orders");
                int most = rows.getInt(2) - 1; // without the one that asks
                IO.println("connections at once, as the database counts them: "
                        + (most <= CONNECTIONS ? "at most " + CONNECTIONS : most));
            }
            try (var _ = database.connections.acquire(CONNECTIONS)) {
                IO.println("an order while all are in use: "
                        + (database.placeAtOnce(ORDERS + 1) ? "placed" : "refused at once"));
            }
            sql.execute("SHUTDOWN");
        }
    }

    private void placeOrders() throws SQLException, InterruptedException {
        try (var scope = Scope.open()) {
            for (int order = 1; order <= ORDERS; order++) {
                int id = order;
                scope.go(() -> place(id));
            }
            scope.join(SQLException.class);
        }
    }

    private void place(int order) throws SQLException, InterruptedException {
        try (var _ = connections.acquire(); // closed last: the connection goes back before the permit does
                var connection = DriverManager.getConnection(URL)) {
            insert(connection, order);
        }
    }

    /** Refuses an order, and doesn't wait, while all connections are in use. */
    private boolean placeAtOnce(int order) throws SQLException {
        var permit = connections.tryAcquire();
        if (permit.isEmpty()) {
            return false;
        }
        try (var _ = permit.get();
                var connection = DriverManager.getConnection(URL)) {
            insert(connection, order);
            return true;
        }
    }

    /** With the number of sessions that the database has at that moment. */
    private static void insert(Connection connection, int order) throws SQLException {
        try (var insert = connection.prepareStatement(
                "INSERT INTO orders VALUES (?, (SELECT count(*) FROM information_schema.sessions))")) {
            insert.setInt(1, order);
            insert.executeUpdate();
        }
    }
}
