package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stage that passes on the newest value there is, when the clock says so. It goes on to receive while it waits, and a value that
 * comes takes the place of the one before; so producers wait neither for the clock nor for the consumer. What the clock says is
 * for the subclass.
 */
abstract class Newest<T> {
    final Select select;
    private final SendChannel<T> out;
    private final Consumer<? super T> overtaken;
    private final Select.Receive<? extends T> next;
    private final Select.Send<T> put;

    /** Happens when the consumer leaves; only since the input has ended, which its leaving ends otherwise. */
    private Select.@Nullable Case left;

    private @Nullable T held;
    private @Nullable Throwable failure;

    Newest(Select select, ReceiveChannel<? extends T> in, SendChannel<T> out, Consumer<? super T> overtaken) {
        this.select = select;
        this.out = out;
        this.overtaken = overtaken;
        this.next = select.receive(in);
        this.put = select.send(out);
    }

    /** Returns whether a value may be sent now; called before each wait. */
    abstract boolean maySend();

    /** Takes note of the case that has happened, and of whether a value was sent by it. */
    abstract void happened(Select.Case ready, boolean sent);

    final void run() throws InterruptedException {
        try {
            move();
        } catch (InterruptedException e) {
            throw Outlet.abandon(out, held, e);
        }
        if (failure != null) {
            throw Stage.inputFailed(failure);
        }
    }

    private void move() throws InterruptedException {
        while (isHeld() || !isLast()) {
            T value = maySend() ? held : null;
            put.enable(value != null);
            if (value != null) {
                put.value(value);
            }
            Select.Case ready = Outlet.await(select);
            if (ready == null || ready == left) {
                drop();
                return;
            }
            if (ready == put) {
                held = null;
            } else if (ready == next) {
                take();
            }
            happened(ready, ready == put);
        }
    }

    final boolean isHeld() {
        return held != null;
    }

    /** Whether no value will take the place of the one that is held. */
    final boolean isLast() {
        return !next.enabled();
    }

    private void take() {
        if (next.closed()) {
            failure = next.cause();
            next.enable(false);
            left = select.receive(out.done());
            return;
        }
        T before = held;
        held = next.value();
        if (before != null) {
            overtaken.accept(before);
        }
    }

    /** Hands the value to the hook of the output, whose consumer has left. */
    private void drop() {
        T value = held;
        if (value != null) {
            Outlet.drop(out, value);
        }
    }
}
