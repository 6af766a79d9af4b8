package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a value when no newer one has come for some time. The last value is sent when the input ends.
 *
 * <p>It goes on to receive while it waits for the time or the consumer, so producers never wait for either; a newer value takes
 * the place of the one that waits, and the time begins anew.
 */
final class Debounce<T> {
    private final SendChannel<T> out;
    private final Duration quiet;
    private final Consumer<? super T> dropped;

    private @Nullable T held;
    private @Nullable Throwable failure;

    Debounce(SendChannel<T> out, Duration quiet, Consumer<? super T> dropped) {
        this.out = out;
        this.quiet = quiet;
        this.dropped = dropped;
    }

    void run(ReceiveChannel<? extends T> in) throws InterruptedException {
        try (var select = Select.open()) {
            var next = select.receive(in);
            var put = select.send(out);
            var calm = select.timeout(quiet);
            put.enable(false);
            calm.enable(false);
            while (next.enabled() || held != null) {
                Select.Case happened = Outlet.await(select);
                if (happened == null) {
                    left();
                    return;
                }
                if (happened == put) {
                    held = null;
                } else if (happened == next) {
                    receive(next);
                }
                boolean due = happened == calm || !next.enabled();
                calm.enable(held != null && !due);
                T ready = due ? held : null;
                put.enable(ready != null);
                if (ready != null) {
                    put.value(ready);
                }
            }
        } catch (InterruptedException e) {
            throw Outlet.abandon(out, held, e);
        }
        if (failure != null) {
            throw Stage.inputFailed(failure);
        }
    }

    private void left() {
        T late = held;
        if (late != null) {
            Outlet.drop(out, late);
        }
    }

    private void receive(Select.Receive<? extends T> next) {
        if (next.closed()) {
            failure = next.cause();
            next.enable(false);
            return;
        }
        T superseded = held;
        held = next.value();
        if (superseded != null) {
            dropped.accept(superseded);
        }
    }
}
