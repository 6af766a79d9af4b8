package dev.sluice;

import dev.sluice.runtime.World;
import java.lang.System.Logger.Level;

// Floor: waiting
/** What the library writes to the log. */
final class Warnings {
    private Warnings() {}

    /**
     * Logs a warning, in a helper: the log is foreign code, which may wait, or throw. If there is no thread to help, the calling
     * operation has nothing to do with that.
     */
    static void log(String logger, String text) {
        try {
            World.current().helper(() -> System.getLogger(logger).log(Level.WARNING, text));
        } catch (OutOfMemoryError _) {
            // The warning stays in line until another helper is started.
        }
    }
}
