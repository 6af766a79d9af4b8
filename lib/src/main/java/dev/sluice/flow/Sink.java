package dev.sluice.flow;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pipeline.
 *
 * @param name what its last stage is called
 * @param wiring adds the stations of a run, of which the last has this name
 * @param <R> what comes of a run
 */
record Sink<R extends @Nullable Object>(String name, Wiring<R> wiring) {
    /** Adds the stations of a run, and returns what will know the result. */
    @FunctionalInterface
    interface Wiring<R extends @Nullable Object> {
        Supplier<? extends R> wire(Launch launch, String name);
    }

    Supplier<? extends R> wire(Launch launch) {
        return wiring.wire(launch, name);
    }

    Sink<R> named(String other) {
        return new Sink<>(other, wiring);
    }
}
