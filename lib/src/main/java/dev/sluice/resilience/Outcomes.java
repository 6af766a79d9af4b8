package dev.sluice.resilience;

import dev.sluice.Context;
import dev.sluice.DeadlineExceededException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;

/** What the end of a call means. */
final class Outcomes {
    /** How far to look for a cancellation behind an exception: causes may go round in circles. */
    private static final int MOST_CAUSES = 100;

    private Outcomes() {}

    /**
     * Whether a call ended because its caller was to end: an interruption or cancellation stands behind what it threw,
     * wrapped or not. A deadline that was not the caller's is none: it was set inside of the call, which took too long.
     */
    static boolean isCancelled(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
            if (each instanceof InterruptedException || each instanceof ClosedByInterruptException) {
                return true;
            }
            if (each instanceof DeadlineExceededException) {
                return isCallerCancelled();
            }
            if (each instanceof CancellationException) {
                return true;
            }
            each = each.getCause();
        }
        return isCallerCancelled();
    }

    private static boolean isCallerCancelled() {
        return Thread.currentThread().isInterrupted() || Context.current().cause() != null;
    }

    /** Whether what a call threw is a failure of what was called, if nobody says otherwise. */
    static boolean isFailure(Throwable thrown) {
        return !(thrown instanceof Error) && !(thrown instanceof RejectedException);
    }
}
