package dev.sluice.chat;

import dev.sluice.Context;
import java.time.Duration;

/**
 * Lets Ctrl-C and {@code kill} stop the server in order: the first signal asks it to stop, and the second one ends the process at once. So
 * does the passing of ten seconds, if the process hasn't ended by then.
 */
final class StopSignal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int NOT_IN_TIME = 1;

    private final Context context = Context.onSignal("INT", "TERM", "HUP");
    private final Context.Registration patience = context.onCancel(StopSignal::endAfterPatience);

    /** Returns what is cancelled by a signal. */
    Context context() {
        return context;
    }

    private static void endAfterPatience() {
        Context.background().withTimeout(PATIENCE).onCancel(() -> {
            System.err.println(
                    "The server didn't come to an end within " + PATIENCE.toSeconds() + " seconds, and is ended.");
            Runtime.getRuntime().halt(NOT_IN_TIME);
        });
    }

    @Override
    public void close() {
        patience.close(); // first, since closing cancels
        context.close();
    }
}
