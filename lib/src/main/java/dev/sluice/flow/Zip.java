package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import dev.sluice.function.CheckedBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes one value of two, one from each input, and ends when either input has. It notices that also while it waits for the
 * other one; only with a value in hand it waits for that one's partner alone.
 */
final class Zip {
    private Zip() {}

    static <A, B, R> void run(
            ReceiveChannel<? extends A> first,
            ReceiveChannel<? extends B> second,
            SendChannel<R> out,
            CheckedBiFunction<? super A, ? super B, ? extends R, ?> function)
            throws Exception {
        try (var select = Select.open()) {
            var left = select.receive(first);
            var right = select.receive(second);
            @Nullable A a;
            @Nullable B b;
            do {
                if (select.await() == left) {
                    a = left.value();
                    b = a == null ? null : second.receive();
                } else {
                    b = right.value();
                    a = b == null ? null : first.receive();
                }
            } while (a != null && b != null && Outlet.send(out, function.apply(a, b)));
        }
    }
}
