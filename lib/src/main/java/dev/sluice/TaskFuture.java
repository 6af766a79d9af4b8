package dev.sluice;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

// Floor: scopes
/** The future of a task: completed when the task ends, and cancelling it cancels the task. */
final class TaskFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Task<T> task;

    TaskFuture(Task<T> task) {
        this.task = task;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isCancelled = super.cancel(mayInterruptIfRunning);
        if (isCancelled) {
            task.cancel();
        }
        return isCancelled;
    }

    void end(T result, @Nullable Throwable failure) {
        if (failure == null) {
            complete(result);
        } else {
            completeExceptionally(failure);
        }
    }
}
