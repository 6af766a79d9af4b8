package dev.sluice;

import java.util.Objects;

// Floor: scopes
/**
 * A carrier takes what belongs to the code that starts a goroutine along into that goroutine: the logging context (MDC), a
 * trace, a {@link ScopedValue}.
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
 * Carrier.install(mdc); // for all
 * }
 *
 * <p>What Sluice itself carries needs none: the values of a {@link Context} are those of the scope.
 *
 * <p>A carrier is called by any number of threads at a time.
 */
@FunctionalInterface
public interface Carrier {
    /**
     * Wraps the body of a goroutine. Called by the thread that starts it, before {@code go} returns; what this throws comes out of
     * {@code go}, and nothing is started.
     *
     * @param body what the goroutine runs; it throws nothing, and has to be called once, by the goroutine's thread
     * @return what the goroutine runs instead; a goroutine whose carrier does not call the body, or throws, has failed
     */
    Runnable carry(Runnable body);

    /**
     * Has a carrier wrap the body of each goroutine that is started from now on, in whatever scope. Those that were installed first
     * are outermost.
     *
     * @param carrier the carrier
     * @return takes it back when closed
     */
    static Context.Registration install(Carrier carrier) {
        return Carrying.install(Objects.requireNonNull(carrier, "carrier"));
    }
}
