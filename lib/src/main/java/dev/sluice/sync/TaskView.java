package dev.sluice.sync;

import dev.sluice.CancelledException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Task;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A task, seen as an awaitable. */
final class TaskView<T extends @Nullable Object> extends Awaitable<T> {
    private final Task<? extends T> task;

    TaskView(Task<? extends T> task) {
        this.task = task;
    }

    @Override
    @Nullable
    Outcome<T> look(List<ReceiveChannel<Void>> undecided) throws InterruptedException {
        return switch (task.state()) {
            case RUNNING -> {
                undecided.add(task.done());
                yield null;
            }
            case FAILED -> new Outcome<>(null, Objects.requireNonNull(task.failure()), task);
            case SUCCEEDED, CANCELLED -> ended();
        };
    }

    private Outcome<T> ended() throws InterruptedException {
        try {
            return Outcome.success(task.await());
        } catch (CancelledException e) {
            return new Outcome<>(null, e, task);
        }
    }

    @Override
    void cancelFutures() {}

    /** Returns the task. */
    @Override
    public String toString() {
        return task.toString();
    }
}
