package dev.sluice;

import dev.sluice.internal.Thrown;
import java.util.function.Consumer;

// Floor: channels
/** A sender that doesn't wait: it stands in the queue in place of a thread, and is called when its value was taken. */
final class SendLater extends Waiter {
    private final Consumer<? super Offer> then;

    SendLater(Object value, Consumer<? super Offer> then) {
        super(new Wait());
        this.then = then;
        prepare(value);
        wait.begin();
    }

    /** Tells what has become of the value. Runs the user's code; what that throws isn't for the thread that runs it. */
    void tell(Offer outcome) {
        value = null;
        try {
            then.accept(outcome);
        } catch (Throwable thrown) { // checked ones too, which other languages throw at will
            Thrown.uncaught(thrown);
        }
    }
}
