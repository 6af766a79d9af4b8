package dev.sluice.runtime;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a state; the test's timeout bounds the wait. */
final class Await {
    private Await() {}

    static void until(BooleanSupplier state) {
        while (!state.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new AssertionError("the state has not come in time");
            }
            LockSupport.parkNanos(10_000); // leave the processor to the others
        }
    }
}
