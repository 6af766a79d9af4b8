package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends the newest value, at most one in an interval, and the last one in any case. */
final class Throttle<T> {
    private final SendChannel<T> out;
    private final Duration interval;
    private final Consumer<? super T> overtaken;

    Throttle(SendChannel<T> out, Duration interval, Consumer<? super T> overtaken) {
        this.out = out;
        this.interval = interval;
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
        Select.@Nullable Case reopening = null; // while the last interval lasts
        while (newest.isHeld() || !newest.isLast()) {
            newest.maySend(reopening == null);
            Select.Case happened = Outlet.await(select);
            if (happened == null || newest.isLeft(happened)) {
                newest.drop();
                return;
            }
            if (happened == reopening) {
                select.remove(happened);
                reopening = null;
            } else if (newest.sent(happened)) {
                reopening = select.receive(Channel.after(interval));
            }
        }
    }
}
