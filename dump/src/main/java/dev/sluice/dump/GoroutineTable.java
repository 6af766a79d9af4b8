package dev.sluice.dump;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The goroutines of all scopes by their groups, the largest first, and what most of each wait for. */
final class GoroutineTable {
    private static final int MOST_GROUPS = 20;

    private record Row(long count, List<String> cells) {}

    private final List<Row> rows = new ArrayList<>();

    GoroutineTable(JsonNode look) {
        Frame.all(look.path("owners")).forEach(this::scopes);
    }

    private void scopes(JsonNode thread) {
        for (JsonNode scope : Frame.all(thread.path("scopes"))) {
            Frame.all(scope.path("groups")).forEach(this::group);
        }
    }

    private void group(JsonNode group) {
        long count = group.path("count").asLong();
        JsonNode most = group.path("waits").path(0);
        long waiting = count - group.path("notWaiting").asLong();
        rows.add(new Row(
                count,
                List.of(
                        group.path("name").asText(),
                        "" + count,
                        "" + waiting,
                        most.isMissingNode()
                                ? "-"
                                : View.duration(most.path("longest").asDouble()),
                        most.isMissingNode() ? "" : "in " + View.wait(most))));
        Frame.all(group.path("goroutines")).forEach(this::scopes);
    }

    Table table() {
        var table = new Table(1, 1, "goroutines", "count", "wait", "longest", "");
        rows.stream()
                .sorted(Comparator.comparingLong(Row::count).reversed())
                .limit(MOST_GROUPS)
                .forEach(row -> table.row(row.cells().toArray(String[]::new)));
        return table;
    }
}
