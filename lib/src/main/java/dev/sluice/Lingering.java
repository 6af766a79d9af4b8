package dev.sluice;

import dev.sluice.inspect.GoroutineState;
import dev.sluice.inspect.Text;
import java.util.List;

// Floor: reports
/** Says for which goroutines a scope waits that is to end. */
final class Lingering {
    private static final int MOST_GOROUTINES = 10;
    private static final int MOST_FRAMES = 8;

    private Lingering() {}

    /** Logs for whom the owner of a scope waits in this operation. */
    static void report(Scope scope, String operation) {
        List<Task<?>> tasks = scope.crew().running();
        if (tasks.isEmpty()) {
            return;
        }
        var text = new Text();
        for (Task<?> task : tasks.subList(0, Math.min(tasks.size(), MOST_GOROUTINES))) {
            Strand strand = task.strand();
            GoroutineState state = strand == null ? null : Look.alone(strand, MOST_FRAMES);
            if (state != null) {
                text.goroutine(state, 1);
            }
        }
        int more = tasks.size() - MOST_GOROUTINES;
        String message = "scope " + scope.name() + " was cancelled, and " + operation
                + " has waited for more than a second for " + tasks.size()
                + (tasks.size() == 1 ? " goroutine" : " goroutines") + " to end:\n" + text
                + (more > 0 ? "  and " + more + " more\n" : "");
        Warnings.log("dev.sluice.cancellation", message);
    }
}
