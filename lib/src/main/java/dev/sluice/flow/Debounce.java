package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.time.Duration;
import java.util.function.Consumer;

/** Sends the newest value when no other has come for some time, and the last one when the input has ended. */
final class Debounce<T> {
    private final SendChannel<T> out;
    private final Duration quiet;
    private final Consumer<? super T> overtaken;

    Debounce(SendChannel<T> out, Duration quiet, Consumer<? super T> overtaken) {
        this.out = out;
        this.quiet = quiet;
        this.overtaken = overtaken;
    }

    void run(ReceiveChannel<? extends T> in) throws InterruptedException {
        try (var select = Select.open()) {
            var newest = new Newest<T>(select, in, out, overtaken);
            try {
                run(select, newest);
            } catch (InterruptedException e) {
                throw newest.abandon(e);
            }
            newest.mayThrow();
        }
    }

    private void run(Select select, Newest<T> newest) throws InterruptedException {
        var calm = select.timeout(quiet); // counted anew in each wait, and so from the value that came last
        boolean due = false;
        while (newest.isHeld() || !newest.isLast()) {
            newest.maySend(due);
            calm.enable(newest.isHeld() && !due);
            Select.Case happened = Outlet.await(select);
            if (happened == null || newest.isLeft(happened)) {
                newest.drop();
                return;
            }
            newest.sent(happened);
            due = happened == calm || newest.isLast();
        }
    }
}
