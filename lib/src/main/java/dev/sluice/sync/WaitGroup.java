package dev.sluice.sync;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.ReceiveChannel;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A wait group counts things that are under way, and lets others wait until there are none.
 *
 * {@snippet :
 * var requests = new WaitGroup();
 *
 * requests.add(1); // before the goroutine starts, so that the count isn't zero too early
 * scope.go(() -> {
 *     try {
 *         serve(request);
 *     } finally {
 *         requests.countDown();
 *     }
 * });
 * …
 * requests.await(); // no request is under way
 * }
 *
 * <p>To wait for goroutines use {@link dev.sluice.Scope#join}: it counts by itself, and tells of failures. A wait group is for
 * what isn't a goroutine, or belongs to several scopes. It can be used again and again.
 *
 * <p>Wait groups are safe for use by any number of threads. Memory consistency: actions before a {@code countDown}
 * <i>happen-before</i> those after an {@code await} that it ends, or a receive from {@link #done} that says so.
 *
 * @see <a href="https://pkg.go.dev/sync#WaitGroup">Go's WaitGroup</a>
 */
public final class WaitGroup {
    /*
     * Invariant, whenever the lock is free: there is a channel only while the count is above zero. It is made by the first
     * that waits, and belongs to the wait for the next zero; the call that brings that about takes it out, and closes it without
     * the lock.
     */
    private final Object lock = new Object();

    // Guarded by the lock.
    private int count;
    private @Nullable Channel<Void> done;

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
     * Takes one from the count. At zero all that wait go on.
     *
     * @throws IllegalStateException if the count is zero
     */
    public void countDown() {
        World.step("countDown", this);
        Channel<Void> reached = null;
        synchronized (lock) {
            if (count == 0) {
                throw new IllegalStateException("countDown was called more often than add has counted");
            }
            count--;
            if (count == 0) {
                reached = done;
                done = null;
            }
        }
        if (reached != null) {
            reached.close();
        }
    }

    /**
     * Waits until the count is zero.
     *
     * @throws InterruptedException if the thread is interrupted before this returns, or its goroutine cancelled
     *     (a {@link ContextCancelledException})
     */
    public void await() throws InterruptedException {
        done().receive();
        Context.checkpoint();
    }

    /**
     * Waits for at most this long until the count is zero.
     *
     * @param timeout how long to wait; not at all if it is zero or negative
     * @throws TimeoutException if the count isn't zero in time
     * @throws InterruptedException as for {@link #await()}
     */
    public void await(Duration timeout) throws InterruptedException, TimeoutException {
        Patience.of(timeout, () -> "the count, which is " + count() + ", has not become zero")
                .await(done());
        Context.checkpoint();
    }

    /**
     * Returns a channel that never has a value, and is closed when the count is zero next: a case for a {@link
     * dev.sluice.Select}.
     *
     * @return the channel; closed already if the count is zero now
     */
    public ReceiveChannel<Void> done() {
        World.step("done", this);
        synchronized (lock) {
            if (count > 0) {
                if (done == null) {
                    done = OwnChannels.unlisted(Channel.named("wait group")).unbuffered();
                }
                return done;
            }
        }
        Channel<Void> now = OwnChannels.unlisted(Channel.named("wait group")).unbuffered();
        now.close();
        return now;
    }

    /**
     * Returns the count.
     *
     * @return how many things are under way
     */
    public int count() {
        synchronized (lock) {
            return count;
        }
    }

    /** Returns the count. */
    @Override
    public String toString() {
        return "wait group (" + count() + " under way)";
    }
}
