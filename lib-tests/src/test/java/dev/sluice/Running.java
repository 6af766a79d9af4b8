package dev.sluice;

import dev.sluice.function.CheckedRunnable;
import dev.sluice.runtime.World;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A call on a virtual thread of its own, so that a test can see it wait, interrupt it, and ask what came of it. */
final class Running<T> {
    private static final long BOUND_SECONDS = 60;

    private final FutureTask<T> call;
    private final Thread thread;
    private volatile boolean endedInterrupted;

    private Running(Callable<T> body) {
        this.call = new FutureTask<>(() -> {
            try {
                return body.call();
            } finally {
                endedInterrupted = Thread.currentThread().isInterrupted();
            }
        });
        this.thread = World.current().unstarted("running", (_, _) -> {}, call);
    }

    static <T> Running<T> of(Callable<T> body) {
        var running = new Running<T>(body);
        running.thread.start();
        return running;
    }

    static Running<Void> of(CheckedRunnable<?> body) {
        return of(() -> {
            body.run();
            return null;
        });
    }

    Thread thread() {
        return thread;
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return call.isDone();
    }

    /** Waits for the end, and answers the result. */
    T result() throws Exception {
        try {
            return call.get(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the call has failed", e.getCause());
        }
    }

    /** Waits for the end, and answers what was thrown. */
    Throwable failure() throws Exception {
        try {
            throw new AssertionError("the call answered " + call.get(BOUND_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Waits for the end, and answers whether something was thrown. */
    boolean hasFailed() throws Exception {
        try {
            call.get(BOUND_SECONDS, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException _) {
            return true;
        }
    }

    /** Waits for the end, and answers whether the interrupt flag was set then. */
    boolean endedInterrupted() throws Exception {
        hasFailed();
        return endedInterrupted;
    }
}
