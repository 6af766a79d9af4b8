package dev.sluice.thumbs;

import dev.sluice.Context;
import java.time.Duration;
import java.util.function.ToIntFunction;

/**
 * Lets Ctrl-C and {@code kill} stop a run in order: the first signal asks it to stop, and the second one ends the process at
 * once. So does the passing of three quarters of a second, if the process hasn't ended by then.
 */
final class StopSignal {
    private static final Duration PATIENCE = Duration.ofMillis(750);
    private static final int STATUS_OF_SIGNAL = 128;

    private StopSignal() {}

    /**
     * Runs a program in a context that a signal cancels.
     *
     * @param program the program, which returns its exit status
     * @return the exit status: the program's, or that of the signal
     */
    static int until(ToIntFunction<Context> program) {
        try (Context context = context();
                var _ = context.onCancel(() -> endAfterPatience(context))) {
            int status = program.applyAsInt(context);
            return context.cause() instanceof Context.SignalException signal ? status(signal) : status;
        }
    }

    /**
     * Makes a context that a signal cancels. After that the handlers of the JVM are back, so a second signal ends the process. Where the
     * JVM keeps these signals for itself, its handling of them stays.
     */
    private static Context context() {
        try {
            return Context.onSignal("INT", "TERM", "HUP");
        } catch (IllegalArgumentException | IllegalStateException _) {
            return Context.background().withCancel();
        }
    }

    private static void endAfterPatience(Context context) {
        if (context.cause() instanceof Context.SignalException signal) {
            Context.background()
                    .withTimeout(PATIENCE)
                    .onCancel(() -> Runtime.getRuntime().halt(status(signal)));
        }
    }

    private static int status(Context.SignalException signal) {
        return STATUS_OF_SIGNAL + signal.number();
    }
}
