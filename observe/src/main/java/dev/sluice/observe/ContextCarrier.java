package dev.sluice.observe;

import dev.sluice.Carrier;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Objects;

/**
 * A carrier of the thread locals that Micrometer's <a
 * href="https://docs.micrometer.io/context-propagation/reference/">context propagation</a> knows: the current observation, the logging
 * context (MDC), and whatever else has an accessor in the {@link ContextRegistry}.
 *
 * {@snippet :
 * Carrier.install(ContextCarrier.carrier()); // for all goroutines
 * scope.carrying(ContextCarrier.carrier()); // or for those of a scope, and of scopes inside of it
 * }
 *
 * <p>The values are captured when a goroutine is started, in the thread that starts it, and set in the goroutine before its body runs.
 * What a goroutine sets is not seen by its starter. The values are passed on as references: one that is mutable is shared.
 *
 * <p>The carrier may be used by any number of threads. It never waits, unless an accessor does. What an accessor throws comes out of
 * {@code go} if it was reading, and fails the goroutine if it was setting.
 */
public final class ContextCarrier {
    private ContextCarrier() {}

    /**
     * Returns a carrier of the thread locals in the global registry, which loads accessors by {@link java.util.ServiceLoader}. Accessors that
     * are registered later count too.
     *
     * @return the carrier
     */
    public static Carrier carrier() {
        return carrier(ContextRegistry.getInstance());
    }

    /**
     * Returns a carrier of the thread locals in a registry.
     *
     * @param registry the registry
     * @return the carrier
     */
    public static Carrier carrier(ContextRegistry registry) {
        ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder()
                .contextRegistry(Objects.requireNonNull(registry, "registry"))
                .build();
        return body -> snapshots.captureAll().wrap(body);
    }
}
