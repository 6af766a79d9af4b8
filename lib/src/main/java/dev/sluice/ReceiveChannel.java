package dev.sluice;

import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a {@link Channel}, or a channel on which the clock is the sender: {@link Channel#after} and {@link
 * Ticker}.
 *
 * <p>Only this side can {@linkplain #cancel cancel} a channel, which says that nobody will receive any more. What waiting,
 * closing, cancelling and interrupting mean is said once, in the {@linkplain dev.sluice package documentation}.
 *
 * <p>All methods may be called by any thread.
 *
 * @param <T> the type of the values
 */
public sealed interface ReceiveChannel<T> extends Iterable<T> permits Channel, ClockChannel {
    /**
     * Receives a value, and waits until there is one.
     *
     * @return the value, or null if the channel is closed and drained
     * @throws ChannelFailedException if the channel is drained and was closed with an error
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before there was a value; none
     *     was taken
     */
    @Nullable
    T receive() throws InterruptedException;

    /**
     * Receives a value, and waits for at most this long.
     *
     * @param timeout how long to wait; not at all if it is zero or negative
     * @return the value, {@link Received.Empty} if the time was over first, or {@link Received.Closed}
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before there was a value; none
     *     was taken
     */
    Received<T> receive(Duration timeout) throws InterruptedException;

    /**
     * Receives a value if that is possible without waiting.
     *
     * @return the value, {@link Received.Empty} or {@link Received.Closed}
     */
    Received<T> tryReceive();

    /**
     * Says that nobody will receive any more: senders that wait, and all later ones, fail; values in the buffer go to the
     * {@linkplain Channel#onUndelivered undelivered hook}; receivers are answered that the channel is closed. Who has nothing to
     * send meanwhile learns of it from {@link SendChannel#done}; the stages of {@link dev.sluice.flow} upstream of the channel
     * are left before this returns.
     *
     * <p>Cancelling a cancelled channel does nothing. Cancelling a closed one drops what is in its buffer.
     *
     * @return whether the channel was open, and this call ended it
     */
    boolean cancel();

    /**
     * Answers an iterator that receives until the channel is closed and drained; it waits for each value.
     *
     * <p>A value is taken out of the channel when {@code hasNext} finds it, and kept for {@code next}.
     *
     * <p>Since its methods can't throw an {@link InterruptedException}, they throw a {@link CancelledException} with that as
     * its cause, and leave the interrupt flag set.
     *
     * @return an iterator for one thread
     */
    @Override
    Iterator<T> iterator();

    /**
     * Answers whether the channel was closed or cancelled. Values in the buffer may still be received.
     *
     * @return whether no further value will be sent
     */
    boolean isClosed();

    /**
     * Answers how many values can be received without waiting for a sender.
     *
     * @return a number that was true at some instant during the call
     */
    int length();

    /**
     * Answers how many values the buffer can hold.
     *
     * @return the capacity, 0 for an unbuffered channel
     */
    int capacity();

    /**
     * Answers the channel's name.
     *
     * @return the name it was given, or null
     */
    @Nullable
    String name();
}
