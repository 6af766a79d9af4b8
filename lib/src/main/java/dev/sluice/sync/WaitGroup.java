package dev.sluice.sync;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Received;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A wait group counts things that are under way, and lets others wait until there are none.
 *
 * {@snippet :
 * var requests = new WaitGroup();
 *
 * requests.add(1); // before whoever calls done() begins, so that nobody finds zero too early
 * scope.go(() -> {
 *     try {
 *         serve(request);
 *     } finally {
 *         requests.done();
 *     }
 * });
 * …
 * requests.await(); // no request is under way
 * }
 *
 * <p>To wait for goroutines use {@link dev.sluice.Scope#join}: it counts by itself, and tells of failures. A wait group is for
 * what isn't a goroutine, or belongs to several scopes. It can be used again and again.
 *
 * <p>Wait groups are safe for use by any number of threads. Memory consistency: actions before a {@code done}
 * <i>happen-before</i> those after an {@code await} that it ends, or a receive from {@link #zero} that says so.
 *
 * @see <a href="https://pkg.go.dev/sync#WaitGroup">Go's WaitGroup</a>
 */
public final class WaitGroup {
    /*
     * Invariant, whenever the lock is free: there is a channel only while the count is above zero. It is made by the first who
     * waits, and belongs to the wait for the next zero; whoever brings that about takes it out, and closes it without the lock.
     */
    private final Object lock = new Object();

    // Guarded by the lock.
    private int count;
    private @Nullable Channel<Void> zero;

    /** Creates a wait group whose count is zero. */
    public WaitGroup() {}

    /**
     * Adds to the count.
     *
     * @param things how many are under way in addition, at least 1
     * @throws IllegalArgumentException if the number is less than 1
     * @throws IllegalStateException if the count would be more than an {@code int} can hold; it is unchanged
     */
    public void add(int things) {
        Semaphore.atLeastOne("things", things);
        World.step("add", this);
        synchronized (lock) {
            if (count > Integer.MAX_VALUE - things) {
                throw new IllegalStateException("the count is " + count + ", and " + things + " more are too many");
            }
            count += things;
        }
    }

    /**
     * Takes one from the count. At zero all who wait go on.
     *
     * @throws IllegalStateException if the count is zero
     */
    public void done() {
        World.step("done", this);
        Channel<Void> reached = null;
        synchronized (lock) {
            if (count == 0) {
                throw new IllegalStateException("done was called more often than add has counted");
            }
            count--;
            if (count == 0) {
                reached = zero;
                zero = null;
            }
        }
        if (reached != null) {
            reached.close();
        }
    }

    /**
     * Waits until the count is zero.
     *
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before that
     */
    public void await() throws InterruptedException {
        zero().receive();
    }

    /**
     * Waits for at most this long until the count is zero.
     *
     * @param timeout how long to wait; not at all if it is zero or negative
     * @return true if the count was zero, false if the time was over first
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before that
     */
    public boolean await(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        return zero().receive(timeout) instanceof Received.Closed;
    }

    /**
     * Answers a channel that never has a value, and is closed when the count is zero next: a case for a {@link
     * dev.sluice.Select}.
     *
     * @return the channel; closed already if the count is zero now
     */
    public ReceiveChannel<Void> zero() {
        World.step("zero", this);
        synchronized (lock) {
            if (count > 0) {
                if (zero == null) {
                    zero = OwnChannels.unlisted(Channel.named("wait group")).unbuffered();
                }
                return zero;
            }
        }
        Channel<Void> now = OwnChannels.unlisted(Channel.named("wait group")).unbuffered();
        now.close();
        return now;
    }

    /**
     * Answers the count.
     *
     * @return how many things are under way
     */
    public int count() {
        synchronized (lock) {
            return count;
        }
    }

    /** Answers the count, for people to read. */
    @Override
    public String toString() {
        return "wait group (" + count() + " under way)";
    }
}
