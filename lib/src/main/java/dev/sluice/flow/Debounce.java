package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.time.Duration;
import java.util.function.Consumer;

/** Sends the newest value when no other has come for some time, and the last one when the input has ended. */
final class Debounce<T> extends Newest<T> {
    /** Counted anew in each wait, and so from the value that came last. */
    private final Select.Case calm;

    private boolean due;

    private Debounce(
            Select select,
            ReceiveChannel<? extends T> in,
            SendChannel<T> out,
            Duration quiet,
            Consumer<? super T> overtaken) {
        super(select, in, out, overtaken);
        this.calm = select.timeout(quiet);
    }

    static <T> void run(
            ReceiveChannel<? extends T> in, SendChannel<T> out, Duration quiet, Consumer<? super T> overtaken)
            throws InterruptedException {
        try (var select = Select.open()) {
            new Debounce<T>(select, in, out, quiet, overtaken).run();
        }
    }

    @Override
    boolean maySend() {
        calm.enable(isHeld() && !due);
        return due;
    }

    @Override
    void happened(Select.Case ready, boolean sent) {
        due = ready == calm || isLast();
    }
}
