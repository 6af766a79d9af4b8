package dev.sluice.sync;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.Select;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * How long a caller waits for an event, which is a channel that is closed then.
 *
 * @param <X> the type of what is thrown if it doesn't wait any longer
 */
@FunctionalInterface
interface Patience<X extends Exception> {
    /** Waits for the event. The caller's own cancellation comes before any other reason to give up. */
    void await(ReceiveChannel<Void> event) throws X, InterruptedException;

    static Patience<TimeoutException> of(Duration timeout, Supplier<String> missing) {
        Objects.requireNonNull(timeout, "timeout");
        return event -> {
            if (event.receive(timeout) instanceof Received.Empty) {
                Context.checkpoint();
                throw new TimeoutException(missing.get() + " within " + timeout);
            }
        };
    }

    /** Of a context and an event that are both there, the context counts first. */
    static Patience<CancelledException> of(Context context) {
        return event -> {
            try (var select = Select.open().ordered()) {
                select.done(context);
                select.receive(event);
                select.await();
            }
            if (context.isCancelled()) {
                Context.checkpoint();
                context.throwIfCancelled();
            }
        };
    }
}
