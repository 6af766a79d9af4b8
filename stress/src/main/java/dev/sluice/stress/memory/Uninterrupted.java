package dev.sluice.stress.memory;

import dev.sluice.function.CheckedRunnable;
import java.util.concurrent.Callable;

/** Calls that may be interrupted, in tests where nobody interrupts. */
final class Uninterrupted {
    private Uninterrupted() {}

    static void run(CheckedRunnable<?> action) {
        call(() -> {
            action.run();
            return 0;
        });
    }

    static <T> T call(Callable<T> body) {
        try {
            return body.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
