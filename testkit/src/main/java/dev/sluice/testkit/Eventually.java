package dev.sluice.testkit;

import dev.sluice.Channel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for a state that other goroutines bring about, instead of for a time.
 *
 * {@snippet :
 * Eventually.becomes(() -> queue.length() == 3);
 * }
 *
 * <p>In a {@linkplain Bubble bubble} the others run until all wait; only if that isn't enough does time pass, in steps of a
 * millisecond or, later on, of a hundredth of the time that has passed. Elsewhere it looks again and again, in real time even while a {@link FakeClock} is installed. The bound only
 * says when to give up; it costs nothing where the state comes early.
 */
public final class Eventually {
    /** How long is waited where nothing else is said. */
    public static final Duration BOUND = Duration.ofSeconds(10);

    private static final Duration STEP = Duration.ofMillis(1);
    private static final long LOOK_NANOS = 500_000;

    private Eventually() {}

    /**
     * Waits until a condition holds.
     *
     * @param condition looked at again and again, by this thread
     * @throws AssertionError if it doesn't within the {@link #BOUND}
     * @throws InterruptedException if interrupted
     */
    public static void becomes(BooleanSupplier condition) throws InterruptedException {
        becomes(condition, () -> "the condition");
    }

    /**
     * Waits until a condition holds.
     *
     * @param condition looked at again and again, by this thread
     * @param what describes what is waited for, asked when it hasn't come
     * @throws AssertionError if it doesn't within the {@link #BOUND}
     * @throws InterruptedException if interrupted
     */
    public static void becomes(BooleanSupplier condition, Supplier<String> what) throws InterruptedException {
        becomes(condition, BOUND, what);
    }

    /**
     * Waits until a condition holds.
     *
     * @param condition looked at again and again, by this thread
     * @param bound when to give up: in a bubble by its clock, elsewhere in real time
     * @param what describes what is waited for, asked when it hasn't come
     * @throws AssertionError if it doesn't within that time
     * @throws InterruptedException if interrupted
     */
    public static void becomes(BooleanSupplier condition, Duration bound, Supplier<String> what)
            throws InterruptedException {
        boolean inside = Bubble.isInside();
        long start = inside ? Bubble.elapsed().toNanos() : System.nanoTime();
        while (!condition.getAsBoolean()) {
            long now = inside ? Bubble.elapsed().toNanos() : System.nanoTime();
            if (now - start >= bound.toNanos()) {
                throw new AssertionError("within " + bound + " it hasn't come true: " + what.get());
            }
            if (inside) {
                Bubble.settle();
                if (!condition.getAsBoolean()) {
                    Channel.after(Duration.ofNanos(Math.max(STEP.toNanos(), (now - start) / 100)))
                            .receive();
                }
            } else {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
