package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.util.List;

/** Loops about channels that say by their end, or by a value, that something has happened. They don't own these. */
final class Signals {
    private Signals() {}

    /** Waits until any of the signals has happened, or the consumer has left. */
    static void or(List<? extends ReceiveChannel<?>> signals, SendChannel<?> out) throws InterruptedException {
        try (var select = Select.open()) {
            select.receive(out.done());
            signals.forEach(select::receive);
            var first = (Select.Receive<?>) select.await();
            first.value(); // throws what the signal has failed with
        }
    }

    /** Copies until the signal has happened, which counts more than a value that is ready at the same time. */
    static <T> void orDone(ReceiveChannel<?> signal, ReceiveChannel<? extends T> in, SendChannel<T> out)
            throws InterruptedException {
        try (var receiving = Select.open().ordered();
                var sending = Select.open().ordered()) {
            var done = receiving.receive(signal);
            var next = receiving.receive(in);
            sending.receive(signal);
            var put = sending.send(out);
            while (receiving.await() != done) {
                T value = next.value();
                if (value == null) {
                    return;
                }
                if (!sent(sending, put, out, value)) {
                    return;
                }
            }
        }
    }

    private static <T> boolean sent(Select sending, Select.Send<T> put, SendChannel<T> out, T value)
            throws InterruptedException {
        try {
            put.value(value);
            if (Outlet.await(sending) == put) {
                return true;
            }
        } catch (InterruptedException e) {
            throw Outlet.abandon(out, value, e);
        }
        out.close(); // so that its hook takes the value
        Outlet.drop(out, value);
        return false;
    }
}
