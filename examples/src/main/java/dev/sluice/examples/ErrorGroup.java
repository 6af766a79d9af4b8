package dev.sluice.examples;

import dev.sluice.Scope;
import dev.sluice.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Several calls at once, of which all are needed: the first failure cancels the others, and is what the caller gets.
 */
final class ErrorGroup {
    private ErrorGroup() {}

    public static void main(String... args) throws IOException, InterruptedException {
        try (var web = new Web()
                .page("/news", 200, "rain")
                .page("/weather", 200, "sun")
                .page("/broken", 500, "oops")
                .silence("/slow")) {
            IO.println("all well: " + getAll(web, List.of("/news", "/weather")));
            try {
                getAll(web, List.of("/broken", "/slow"));
            } catch (IOException e) {
                IO.println("thrown: " + e.getMessage());
            }
        }
    }

    private static List<String> getAll(Web web, List<String> paths) throws IOException, InterruptedException {
        var tasks = new LinkedHashMap<String, Task<String>>();
        try (var scope = Scope.open().limit(8)) {
            for (String path : paths) {
                tasks.put(path, scope.go(() -> web.get(path)));
            }
            scope.join(IOException.class); // waits for all, whose calls are interrupted when one fails
        } finally {
            tasks.forEach((path, task) -> IO.println(path + ": " + task.state()));
        }
        var pages = new ArrayList<String>();
        for (Task<String> task : tasks.values()) {
            pages.add(task.await());
        }
        return pages;
    }
}
