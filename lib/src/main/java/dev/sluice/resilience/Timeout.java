package dev.sluice.resilience;

import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.function.CheckedSupplier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call in a goroutine of its own, which is cancelled if it takes too long.
 *
 * <p>The end of the call, the timeout, and a cancellation of the caller may come at the same moment. What came first
 * counts; and of the timeout and a cancellation that have both come, the cancellation.
 */
final class Timeout<T extends @Nullable Object> {
    private final CheckedSupplier<? extends T, ?> body;

    // Written by the goroutine, and read when it has ended.
    private @Nullable T result;
    private boolean succeeded;
    private boolean endedInTime;

    private Timeout(CheckedSupplier<? extends T, ?> body) {
        this.body = body;
    }

    static <T extends @Nullable Object> T call(Duration timeout, CheckedSupplier<? extends T, ?> body)
            throws Exception {
        Context.checkpoint();
        return new Timeout<T>(body).call(timeout);
    }

    private T call(Duration timeout) throws Exception {
        Context inside = Context.current();
        Task<?> task = null;
        Exception thrown = null;
        try (var scope = Scope.open().named("timeout").deadline(timeout)) {
            inside = scope.context();
            task = scope.go("attempt", this::attempt);
            scope.join(Exception.class);
        } catch (Exception e) {
            thrown = e;
        }
        if (thrown == null || (succeeded && endedInTime)) {
            Outcomes.keep(thrown);
            return result();
        }
        boolean isOfContext = thrown instanceof ContextCancelledException; // of the caller's, or that of the timeout
        if (thrown instanceof InterruptedException
                && (!isOfContext || Context.current().cause() != null)) {
            throw thrown;
        }
        Context.checkpoint();
        if (endedInTime && task != null && task.failure() instanceof Exception failure) {
            throw failure;
        }
        if (inside.cause() instanceof DeadlineExceededException
                && Context.current().cause() == null) {
            throw new TimeoutExceededException("the attempt took longer than " + timeout, thrown);
        }
        throw thrown;
    }

    private void attempt() throws Exception {
        try {
            result = body.get();
            succeeded = true;
        } finally {
            endedInTime = Context.current().cause() == null;
        }
    }

    @SuppressWarnings("NullAway") // null only where T is nullable
    private T result() {
        return result;
    }
}
