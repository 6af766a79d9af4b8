package dev.sluice.flow;

import dev.sluice.SendChannel;
import dev.sluice.function.CheckedSupplier;
import java.util.Iterator;
import java.util.List;
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

    /** Sends what a supplier returns, until it returns null. */
    static <T> void call(CheckedSupplier<? extends @Nullable T, ?> supplier, SendChannel<T> out) throws Exception {
        for (T value = supplier.get(); value != null; value = supplier.get()) {
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
}
