package dev.sluice;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a state that other threads bring about. The bound is only there to tell what was waited for. */
final class Eventually {
    private static final Duration BOUND = Duration.ofSeconds(8);

    private Eventually() {}

    /** Waits until the condition holds. */
    static void becomes(BooleanSupplier condition, Supplier<String> otherwise) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > BOUND.toNanos()) {
                throw new AssertionError("within " + BOUND + " it didn't come true: " + otherwise.get());
            }
            LockSupport.parkNanos(500_000);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Waits until so many receivers wait at a channel. */
    static void receiversWaitAt(Waitpoint channel, int count) throws InterruptedException {
        becomes(
                () -> receiversAt(channel) == count,
                () -> count + " receivers wait, there are " + receiversAt(channel));
    }

    /** Waits until so many senders wait at a channel. */
    static void sendersWaitAt(Waitpoint channel, int count) throws InterruptedException {
        becomes(() -> sendersAt(channel) == count, () -> count + " senders wait, there are " + sendersAt(channel));
    }

    /** Waits until a thread parks. */
    static void parks(Thread thread) throws InterruptedException {
        becomes(
                () -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING,
                () -> thread + " parks, it is " + thread.getState());
    }

    /** Waits until a call waits for a lock that another holds, or for a part of it; fails if it ends instead. */
    static void waitsForLock(SpinLock lock, Running<?> call) throws InterruptedException {
        becomes(
                () -> call.isDone() || LockSupport.getBlocker(call.thread()) instanceof SpinLock,
                () -> call.thread() + " waits for " + lock);
        if (call.isDone()) {
            throw new AssertionError("the call has ended without " + lock);
        }
    }

    /** How many receivers stand in the queue of a channel. */
    static int receiversAt(Waitpoint channel) {
        channel.lock();
        try {
            return channel.waitingReceivers();
        } finally {
            channel.unlock();
        }
    }

    /** How many senders stand in the queue of a channel. */
    static int sendersAt(Waitpoint channel) {
        channel.lock();
        try {
            return channel.waitingSenders();
        } finally {
            channel.unlock();
        }
    }
}
