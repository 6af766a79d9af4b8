package dev.sluice.flow;

import dev.sluice.ReceiveChannel;
import dev.sluice.Select;
import dev.sluice.SendChannel;
import dev.sluice.function.CheckedFunction;
import dev.sluice.function.CheckedPredicate;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The loops of stages that make of each value at most one, and of no value anything. Each ends when its input is closed and
 * drained or its consumer has left. Any number of goroutines may run the same one on the same channels.
 */
final class Relay {
    private Relay() {}

    /** Returns whether the consumer is still there. */
    static <T> boolean copy(ReceiveChannel<? extends T> in, SendChannel<T> out) throws InterruptedException {
        for (T value = in.receive(); value != null; value = in.receive()) {
            if (!Outlet.send(out, value)) {
                return false;
            }
        }
        return true;
    }

    static <T, R> void map(
            ReceiveChannel<? extends T> in, SendChannel<R> out, CheckedFunction<? super T, ? extends R, ?> function)
            throws Exception {
        for (T value = in.receive(); value != null; value = in.receive()) {
            if (!Outlet.send(out, function.apply(value))) {
                return;
            }
        }
    }

    static <T> void filter(ReceiveChannel<? extends T> in, SendChannel<T> out, CheckedPredicate<? super T, ?> condition)
            throws Exception {
        for (T value = in.receive(); value != null; value = in.receive()) {
            if (condition.test(value) && !Outlet.send(out, value)) {
                return;
            }
        }
    }

    static <T> void limit(ReceiveChannel<? extends T> in, SendChannel<T> out, long count) throws InterruptedException {
        for (long taken = 0; taken < count; taken++) {
            T value = in.receive();
            if (value == null || !Outlet.send(out, value)) {
                return;
            }
        }
    }

    static <T> void distinct(ReceiveChannel<? extends T> in, SendChannel<T> out) throws Exception {
        Set<T> seen = new HashSet<>();
        filter(in, out, seen::add);
    }

    static <T> void sleep(ReceiveChannel<? extends T> in, SendChannel<T> out, Duration delay)
            throws InterruptedException {
        for (T value = in.receive(); value != null; value = in.receive()) {
            hold(out, value, delay);
            if (!Outlet.send(out, value)) {
                return;
            }
        }
    }

    static <T> void pace(ReceiveChannel<? extends T> in, SendChannel<T> out, Duration interval)
            throws InterruptedException {
        World world = World.current();
        long intervalNanos = interval.toNanos();
        long dueNanos = world.nanoTime();
        for (T value = in.receive(); value != null; value = in.receive()) {
            long early = dueNanos - world.nanoTime();
            if (early > 0) {
                hold(out, value, Duration.ofNanos(early));
            }
            if (!Outlet.send(out, value)) {
                return;
            }
            dueNanos = world.nanoTime() + intervalNanos;
        }
    }

    /** Waits with a value in hand, but no longer than the consumer does. */
    private static <T> void hold(SendChannel<T> out, T value, Duration delay) throws InterruptedException {
        try (var select = Select.open()) {
            select.timeout(delay);
            select.receive(out.done());
            select.await();
        } catch (InterruptedException e) {
            throw Outlet.abandon(out, value, e);
        }
    }
}
