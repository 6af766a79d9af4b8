package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest value that has come and hasn't been sent. The select it waits in goes on to receive, and a value that comes takes
 * its place; so producers wait neither for the clock nor for the consumer.
 */
final class Newest<T> {
    private final Select select;
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

    boolean isHeld() {
        return held != null;
    }

    /** Whether none will take its place any more. */
    boolean isLast() {
        return !next.enabled();
    }

    /** Lets the value, if there is one, be sent in the next wait or not. */
    void maySend(boolean now) {
        T value = now ? held : null;
        put.enable(value != null);
        if (value != null) {
            put.value(value);
        }
    }

    /** Takes in what has happened; answers whether that was the sending of the value. */
    boolean sent(Select.Case happened) {
        if (happened == put) {
            held = null;
            return true;
        }
        if (happened == next && next.closed()) {
            failure = next.cause();
            next.enable(false);
            left = select.receive(out.done());
        } else if (happened == next) {
            T before = held;
            held = next.value();
            if (before != null) {
                overtaken.accept(before);
            }
        }
        return false;
    }

    /** Answers whether what has happened is that the consumer has left. */
    boolean isLeft(Select.Case happened) {
        return happened == left;
    }

    /** Hands the value to the hook of the output, whose consumer has left. */
    void drop() {
        T value = held;
        if (value != null) {
            Outlet.drop(out, value);
        }
    }

    /** Ends the output, and hands it the value, because the stage was interrupted; answers what to throw. */
    InterruptedException abandon(InterruptedException interruption) {
        return Outlet.abandon(out, held, interruption);
    }

    /** Throws the error that the input was closed with, if there was one. */
    void mayThrow() {
        if (failure != null) {
            throw Stage.inputFailed(failure);
        }
    }
}
