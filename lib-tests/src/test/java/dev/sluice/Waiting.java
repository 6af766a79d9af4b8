package dev.sluice;

import dev.sluice.testkit.Eventually;
import java.util.concurrent.locks.LockSupport;

/** Waits until others wait: at a channel, for a lock, parked. */
public final class Waiting {
    private Waiting() {}

    /** Waits until so many receivers wait at a channel. */
    public static void receiversWaitAt(Waitpoint channel, int count) throws InterruptedException {
        Eventually.becomes(
                () -> receiversAt(channel) == count,
                () -> count + " receivers wait, there are " + receiversAt(channel));
    }

    /** Waits until so many senders wait at a channel. */
    public static void sendersWaitAt(Waitpoint channel, int count) throws InterruptedException {
        Eventually.becomes(
                () -> sendersAt(channel) == count, () -> count + " senders wait, there are " + sendersAt(channel));
    }

    /** Waits until a thread parks. */
    public static void parks(Thread thread) throws InterruptedException {
        Eventually.becomes(
                () -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING,
                () -> thread + " parks, it is " + thread.getState());
    }

    /** Waits until a call waits for a lock that another holds, or for a part of it; fails if it ends instead. */
    static void waitsForLock(SpinLock lock, Running<?> call) throws InterruptedException {
        Eventually.becomes(
                () -> call.isDone() || LockSupport.getBlocker(call.thread()) instanceof SpinLock,
                () -> call.thread() + " waits for " + lock);
        if (call.isDone()) {
            throw new AssertionError("the call has ended without " + lock);
        }
    }

    /** How many receivers stand in the queue of a channel. */
    public static int receiversAt(Waitpoint channel) {
        channel.lock();
        try {
            return channel.waitingReceivers();
        } finally {
            channel.unlock();
        }
    }

    /** How many senders stand in the queue of a channel. */
    public static int sendersAt(Waitpoint channel) {
        channel.lock();
        try {
            return channel.waitingSenders();
        } finally {
            channel.unlock();
        }
    }
}
