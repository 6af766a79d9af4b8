package dev.sluice;

import java.util.Objects;

// Floor: scopes
/**
 * A carrier takes context of the code that starts a goroutine along into the goroutine: the logging context (MDC), a trace, a {@link
 * ScopedValue}.
 *
 * {@snippet :
 * Carrier mdc = body -> {
 *     Map<String, String> values = MDC.getCopyOfContextMap(); // in the thread that starts the goroutine
 *     return () -> {
 *         MDC.setContextMap(values); // in the goroutine
 *         body.run();
 *     };
 * };
 *
 * scope.carrying(mdc); // for the goroutines of a scope, and of scopes inside of it
 * Carrier.install(mdc); // for all goroutines
 * }
 *
 * <p>The values of a {@link Context} need no carrier: a goroutine has those of its scope.
 *
 * <p>A carrier may be called by any number of threads at the same time.
 */
@FunctionalInterface
public interface Carrier {
    /**
     * Wraps the body of a goroutine. This is called by the thread that starts the goroutine, before {@code go} returns. If it throws,
     * {@code go} throws the same, and nothing is started.
     *
     * @param body the body of the goroutine; it throws nothing, and must be called once, by the goroutine's thread
     * @return what the goroutine runs instead; if that doesn't call the body, or throws, the goroutine has failed
     */
    Runnable carry(Runnable body);

    /**
     * Installs a carrier for all scopes: it wraps the body of each goroutine that is started from now on. Carriers that were installed
     * first are outermost.
     *
     * @param carrier the carrier
     * @return the registration; closing it removes the carrier
     */
    static Context.Registration install(Carrier carrier) {
        return Carrying.install(Objects.requireNonNull(carrier, "carrier"));
    }
}
