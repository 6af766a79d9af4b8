package dev.sluice.remote;

import io.nats.client.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A value that was received from a {@link RemoteChannel}, and is to be acknowledged.
 *
 * {@snippet :
 * photos.forEach(photo -> {
 *     store(thumbnail(photo.value()), photo.id()); // may be the second time: see below
 *     photo.ack();
 * }); // without an acknowledgement it is delivered again
 * }
 *
 * <p>The value is leased: it is delivered again if this process ends, or can't be reached, for as long as the {@linkplain
 * RemoteChannelOptions#lease lease} of the channel. The lease is extended by itself, up to the {@linkplain RemoteChannelOptions#longest
 * longest} time.
 *
 * <p><b>At least once.</b> An acknowledgement is a message, and may be lost. A process that was stopped for longer than its lease goes on
 * with a value that another one has by then. So the work should do the same when it is done twice: write to a temporary file that is
 * renamed, put an object under a condition, or remember the {@link #id}.
 *
 * <p>The first of {@code ack}, {@code nack} and {@code reject} counts; later ones do nothing. A delivery is safe for use by any number of
 * threads.
 *
 * @param <T> the type of the value
 */
public final class Delivery<T> implements AutoCloseable {
    private final RemoteChannel<T> channel;
    private final Message message;
    private final AtomicBoolean settled = new AtomicBoolean();
    private final long longestNanos;
    private volatile long takenNanos = Long.MIN_VALUE;
    private volatile @Nullable T value;

    Delivery(RemoteChannel<T> channel, Message message, Duration longest) {
        this.channel = channel;
        this.message = message;
        this.longestNanos = longest.toNanos();
    }

    /**
     * Returns the value.
     *
     * @return the value, always the same object
     * @throws IllegalArgumentException if it can't be decoded, which happens only to dead letters
     */
    public T value() {
        T known = value;
        if (known == null) {
            known = channel.codec().decode(message.getData());
            value = known;
        }
        return known;
    }

    /**
     * Returns the id that the value was sent with.
     *
     * @return the id, the same each time that the value is delivered
     */
    public String id() {
        return Sender.id(message);
    }

    /**
     * Returns how often the value was delivered, with this time.
     *
     * @return 1 for the first time
     */
    public int attempt() {
        return (int) Math.min(Integer.MAX_VALUE, message.metaData().deliveredCount());
    }

    /**
     * Returns why a dead letter is one.
     *
     * @return the reason; empty if this isn't a dead letter
     */
    public Optional<String> reason() {
        return Sender.reason(message);
    }

    /**
     * Says that the value is done with. Returns at once: where the acknowledgement is lost, the value is delivered again.
     */
    public void ack() {
        if (settle()) {
            tell(message::ack);
        }
    }

    /** Gives the value back, to be delivered again after the {@linkplain RemoteChannelOptions#backoff backoff} of the channel. */
    public void nack() {
        nack(channel.layout().options().delayAfter(attempt()));
    }

    /**
     * Gives the value back, to be delivered again after a time.
     *
     * @param delay how long it stays away, at least zero
     * @throws IllegalArgumentException if the time is negative
     */
    public void nack(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must be at least 0, was " + delay);
        }
        if (settle()) {
            tell(() -> message.nakWithDelay(delay));
        }
    }

    /**
     * Makes a dead letter of the value: it isn't delivered again, and can be read from {@link RemoteChannel#deadLetters}. Waits until the
     * server has it there; if this throws, it is delivered again.
     *
     * @param why why it will never be done
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, before the server has it
     */
    public void reject(String why) throws InterruptedException {
        if (settled.get()) {
            return;
        }
        channel.bury(this, why);
        if (settle()) {
            tell(message::term);
        }
    }

    /** Gives the value back, like {@link #nack()}, unless it was acknowledged, given back or rejected. */
    @Override
    public void close() {
        nack();
    }

    /** Gives the value back for others to have at once, since it wasn't worked on. */
    void giveBack() {
        if (settle()) {
            tell(message::nak);
        }
    }

    /** Says that work on the value begins. */
    void take() {
        takenNanos = System.nanoTime();
    }

    /** Extends the lease, unless the work takes too long. */
    void extend(long now) {
        if (takenNanos == Long.MIN_VALUE || now - takenNanos < longestNanos) {
            tell(message::inProgress);
        } else {
            channel.letGo(this);
        }
    }

    Message message() {
        return message;
    }

    private boolean settle() {
        boolean first = settled.compareAndSet(false, true);
        if (first) {
            channel.letGo(this);
        }
        return first;
    }

    /** Tells the server, if there is a connection; if not, the lease ends, and the value is delivered again. */
    private static void tell(Runnable message) {
        try {
            Cluster.shielded(message);
        } catch (IllegalStateException _) {
            // Not connected, and too much is waiting for that already.
        }
    }

    /** Returns what is known of it, for people to read. */
    @Override
    public String toString() {
        return "delivery " + id() + " of " + channel + ", attempt " + attempt();
    }
}
