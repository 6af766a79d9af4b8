package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import java.util.List;

/**
 * Sends what comes from any of several inputs, and ends when all of them have ended, or one has failed.
 *
 * <p>One goroutine with one select: who has something to give is served with equal chance. What it costs grows with the number
 * of inputs; for many, one goroutine each that {@linkplain Relay#copy copies} costs less.
 */
final class Merge {
    private Merge() {}

    static <T> void run(List<? extends ReceiveChannel<? extends T>> inputs, SendChannel<T> out)
            throws InterruptedException {
        try (var select = Select.open()) {
            inputs.forEach(select::receive);
            for (int open = inputs.size(); open > 0; ) {
                @SuppressWarnings("unchecked") // there is no other case
                var ready = (Select.Receive<? extends T>) select.await();
                T value = ready.value();
                if (value == null) {
                    select.remove(ready);
                    open--;
                } else if (!Outlet.send(out, value)) {
                    return;
                }
            }
        }
    }
}
