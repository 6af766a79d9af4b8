package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends at most one value in an interval: the newest there is. The last value is always sent.
 *
 * <p>It goes on to receive while it waits for the time or the consumer, so producers never wait for either; a newer value takes
 * the place of the one that waits.
 */
final class Throttle<T> {
    /*
     * There is a value to be sent (held), or not; and the gate is open (closing == null), or will be when its time has come.
     *
     *     receive: held = value          put takes part while held and the gate is open
     *     put:     held = null, and the gate closes for an interval
     */
    private final SendChannel<T> out;
    private final Duration interval;
    private final Consumer<? super T> dropped;

    private @Nullable T held;
    private @Nullable Throwable failure;
    private Select.@Nullable Case closing;

    Throttle(SendChannel<T> out, Duration interval, Consumer<? super T> dropped) {
        this.out = out;
        this.interval = interval;
        this.dropped = dropped;
    }

    void run(ReceiveChannel<? extends T> in) throws InterruptedException {
        try (var select = Select.open()) {
            var next = select.receive(in);
            var put = select.send(out);
            while (next.enabled() || held != null) {
                T ready = held;
                put.enable(ready != null && closing == null);
                if (ready != null) {
                    put.value(ready);
                }
                Select.Case happened = Outlet.await(select);
                if (happened == null) {
                    left();
                    return;
                }
                if (happened == next) {
                    receive(next);
                } else if (happened == put) {
                    held = null;
                    closing = select.receive(Channel.after(interval));
                } else {
                    select.remove(happened);
                    closing = null;
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
