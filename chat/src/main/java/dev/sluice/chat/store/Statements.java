package dev.sluice.chat.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements of one connection, each prepared once. */
final class Statements {
    /** Makes an object of a row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** Returns the statement, with these parameters; the next call for the same text changes them. */
    PreparedStatement of(String text, Object... parameters) throws SQLException {
        PreparedStatement statement = prepared.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(text);
            prepared.put(text, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Runs a query. */
    <T> List<T> rows(Row<T> row, String text, Object... parameters) throws SQLException {
        var rows = new ArrayList<T>();
        try (ResultSet results = of(text, parameters).executeQuery()) {
            while (results.next()) {
                rows.add(row.read(results));
            }
        }
        return rows;
    }

    /** Runs a query that has one row at most. */
    <T> Optional<T> row(Row<T> row, String text, Object... parameters) throws SQLException {
        return rows(row, text, parameters).stream().findFirst();
    }

    /** Runs a statement that changes rows, and returns how many. */
    int update(String text, Object... parameters) throws SQLException {
        return of(text, parameters).executeUpdate();
    }

    /** Runs a statement that changes rows, some of whose parameters may be null, and returns how many. */
    int updateNullable(String text, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = of(text);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement.executeUpdate();
    }

    /** Returns whether there is a table of this name. */
    boolean hasTable(String name) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, connection.getSchema(), name, null)) {
            return tables.next();
        }
    }

    /** Runs a statement once for each list of parameters, in one round trip where the database can. */
    void updateAll(String text, List<Object[]> parameters) throws SQLException {
        if (parameters.isEmpty()) {
            return;
        }
        PreparedStatement statement = of(text);
        for (Object[] each : parameters) {
            of(text, each).addBatch();
        }
        statement.executeBatch();
    }

    /** Runs a statement that isn't worth preparing, to its end. */
    void execute(String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(text)) {
                try (ResultSet results = statement.getResultSet()) {
                    while (results.next()) {} // such as a page that was freed
                }
            }
        }
    }
}
