package dev.sluice.bench.contexts;

import dev.sluice.Context;
import dev.sluice.bench.Group;
import dev.sluice.bench.Question;
import dev.sluice.bench.peer.Peer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does it take to be able to cancel something, and to do it? A child of a parent that could be cancelled too, and that
 * knows of the child by then; the figure is for making the child and cancelling it. A {@code Job} is what Kotlin has for it.
 */
@Question(group = Group.CONTEXTS, order = 1, name = "context", title = "context below another: create, listen, cancel")
@State(Scope.Benchmark)
public class ContextCancel {
    @Param({"SLUICE", "KOTLIN"})
    private Peer peer;

    private final Context parent = Context.background().withCancel();
    private final KotlinJobs jobs = new KotlinJobs();

    @Benchmark
    public boolean createAndCancel() {
        return switch (peer) {
            case SLUICE -> {
                try (var context = parent.withCancel()) {
                    var done = context.done(); // without it, the parent would never hear of the child
                    context.cancel();
                    yield done.isClosed();
                }
            }
            case KOTLIN -> jobs.createAndCancel();
            default -> throw peer.unfit();
        };
    }
}
