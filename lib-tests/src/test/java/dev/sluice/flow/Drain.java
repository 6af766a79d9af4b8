package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import java.util.ArrayList;
import java.util.List;

/** Receives until the end. */
final class Drain {
    private Drain() {}

    static <T> List<T> all(ReceiveChannel<? extends T> channel) throws InterruptedException {
        List<T> values = new ArrayList<>();
        for (T value = channel.receive(); value != null; value = channel.receive()) {
            values.add(value);
        }
        return values;
    }
}
