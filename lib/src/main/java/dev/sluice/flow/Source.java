package dev.sluice.flow;

import dev.sluice.SendChannel;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The loops of stages without inputs. Each ends when its consumer has left. */
final class Source {
    private Source() {}

    static <T> void iterate(Iterator<? extends T> values, SendChannel<T> out) throws InterruptedException {
        while (values.hasNext()) {
            if (!Outlet.send(out, values.next())) {
                return;
            }
        }
    }

    /** Sends what a supplier answers, until it answers null. */
    static <T> void call(Callable<? extends @Nullable T> supplier, SendChannel<T> out) throws Exception {
        for (T value = supplier.call(); value != null; value = supplier.call()) {
            if (!Outlet.send(out, value)) {
                return;
            }
        }
    }

    static <T> void repeat(List<? extends T> values, SendChannel<T> out) throws InterruptedException {
        for (; ; ) {
            for (T value : values) {
                if (!Outlet.send(out, value)) {
                    return;
                }
            }
        }
    }

    static <T> void callForEver(Callable<? extends T> function, SendChannel<T> out) throws Exception {
        while (Outlet.send(out, function.call())) {
            // until the consumer leaves
        }
    }
}
