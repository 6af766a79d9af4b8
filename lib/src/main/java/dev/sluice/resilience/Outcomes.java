package dev.sluice.resilience;

import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.DeadlineExceededException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What the end of a call means. */
final class Outcomes {
    /** How far to look for a cancellation behind an exception: causes may form a cycle. */
    private static final int MOST_CAUSES = 100;

    private static final int MOST_SUPPRESSED = 100;

    private Outcomes() {}

    /**
     * Returns whether a call ended because its caller was to end: an interruption or cancellation stands behind what it
     * threw, wrapped or not. A deadline or a failure that cancelled only a context inside of the call is none.
     */
    static boolean isCancelled(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
            if (each instanceof DeadlineExceededException) {
                return isCallerCancelled();
            }
            boolean isOfContext = each instanceof ContextCancelledException; // its cause says which kind it is
            if (!isOfContext
                    && (each instanceof InterruptedException
                            || each instanceof ClosedByInterruptException
                            || each instanceof CancellationException)) {
                return true;
            }
            each = each.getCause();
        }
        return isCallerCancelled();
    }

    private static boolean isCallerCancelled() {
        return Thread.currentThread().isInterrupted() || Context.current().cause() != null;
    }

    /** Returns whether what a call threw is a failure of what was called, where the caller doesn't say it. */
    static boolean isFailure(Throwable thrown) {
        return !(thrown instanceof Error) && !(thrown instanceof RejectedException);
    }

    /**
     * Returns the first of two, with the second suppressed on it. They may be the same: hooks rethrow what they are
     * given. An exception that is a constant doesn't grow for ever.
     */
    static <X extends Throwable> X joined(X first, Throwable second) {
        if (first != second && first.getSuppressed().length < MOST_SUPPRESSED) {
            first.addSuppressed(second);
        }
        return first;
    }

    /** Gives what a hook threw to the thread's handler of uncaught exceptions, since no caller is to get it. */
    static void tellHandler(Throwable thrown) {
        keep(thrown);
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable _) {
            // what the handler itself throws is ignored, as the JVM does
        }
    }

    /** Keeps an interruption for the thread's next wait. Each wait asks for a cancellation of the context itself. */
    static void keep(@Nullable Throwable thrown) {
        if (thrown instanceof InterruptedException && !(thrown instanceof ContextCancelledException)) {
            Thread.currentThread().interrupt();
        }
    }
}
