package dev.sluice.resilience;

import dev.sluice.Context;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Task;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Makes a call in a goroutine of its own, which is cancelled if it takes too long. */
final class Timeout {
    private Timeout() {}

    static <T extends @Nullable Object> T call(Duration timeout, Callable<? extends T> body) throws Exception {
        Context callers = Context.current();
        Task<T> task = null;
        try (var scope = Scope.open().named("timeout").deadline(timeout)) {
            task = scope.go("attempt", body::call);
            scope.join(Exception.class);
            return task.await(Exception.class);
        } catch (DeadlineExceededException e) {
            boolean isBodys = task != null && task.failure() == e;
            if (isBodys || callers.cause() != null) {
                throw e;
            }
            throw new TimeoutExceededException("the attempt took longer than " + timeout, e);
        }
    }
}
