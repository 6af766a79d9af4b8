package dev.sluice.flow;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends the newest value, at most one in an interval, and the last one in any case. */
final class Throttle<T> extends Newest<T> {
    private final Duration interval;

    /** Happens when the interval since the last value is over; null when it is. */
    private Select.@Nullable Case reopening;

    private Throttle(
            Select select,
            ReceiveChannel<? extends T> in,
            SendChannel<T> out,
            Duration interval,
            Consumer<? super T> overtaken) {
        super(select, in, out, overtaken);
        this.interval = interval;
    }

    static <T> void run(
            ReceiveChannel<? extends T> in, SendChannel<T> out, Duration interval, Consumer<? super T> overtaken)
            throws InterruptedException {
        try (var select = Select.open()) {
            new Throttle<T>(select, in, out, interval, overtaken).run();
        }
    }

    @Override
    boolean maySend() {
        return reopening == null;
    }

    @Override
    void happened(Select.Case ready, boolean sent) {
        if (ready == reopening) {
            select.remove(ready);
            reopening = null;
        } else if (sent) {
            reopening = select.receive(Channel.after(interval));
        }
    }
}
