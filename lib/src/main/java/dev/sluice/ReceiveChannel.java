package dev.sluice;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * The receiving side of a {@link Channel}, or a channel on which the clock is the sender: {@link Channel#after} and {@link
 * Ticker}.
 *
 * <p>Only this side can {@linkplain #cancel cancel} a channel, which says that nothing will be received any more. What waiting,
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
     * Receives the values that are there, up to a number of them, and adds them to a collection, without waiting. One call costs less than
     * a {@link #tryReceive} for each value. So a consumer that works on batches waits for the first value, and takes what has gathered
     * behind it:
     *
     * {@snippet :
     * for (Row row : rows) { // waits
     *     batch.add(row);
     *     rows.drainTo(batch, 499); // doesn't
     *     insert(batch);
     *     batch.clear();
     * }
     * }
     *
     * <p>The values come in the order of the channel; another receiver may get values in between. If the collection refuses a value, that
     * one, and up to 63 that were taken together with it, go to the {@linkplain Channel.Options#onUndelivered undelivered hook}, and what
     * the collection threw comes out of this call.
     *
     * @param to what to add them to
     * @param most how many values at most, at least 1
     * @return the number of values; 0 if there were none, also if the channel is closed
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    default int drainTo(Collection<? super T> to, int most) {
        return drainTo(to, most, Long.MAX_VALUE);
    }

    /**
     * Receives the values that are there, like {@link #drainTo(Collection, int)}, as long as they weigh no more than this together. The
     * first value that doesn't fit, and all behind it, stay in the channel: also if nothing was taken before, so a limit below the bound
     * of the channel may leave a heavy value for {@link #receive}.
     *
     * @param to what to add them to
     * @param most how many values at most, at least 1
     * @param mostWeight how much they weigh together at most, at least 1; a value weighs what the weigher of its {@linkplain
     *     Channel#weighted channel} has said, and 1 in other channels
     * @return the number of values; 0 if there were none that fit, also if the channel is closed
     * @throws IllegalArgumentException if {@code most} or {@code mostWeight} is less than 1
     */
    int drainTo(Collection<? super T> to, int most, long mostWeight);

    /**
     * Receives all values until the channel is closed and drained, and returns them in their order. Waits for that.
     *
     * <p>Where this throws, the values that it has received so far go to the {@linkplain Channel.Options#onUndelivered undelivered hook}.
     *
     * @return the values, in a list that can't be changed
     * @throws ChannelFailedException if the channel was closed with an error
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, before the end
     */
    List<T> toList() throws InterruptedException;

    /**
     * Returns a sequential stream that receives until the channel is closed and drained; a value is taken out of the channel when the
     * stream asks for it. A stream that needs no more values leaves the rest in the channel, which it neither closes nor cancels.
     *
     * <p>The terminal operation waits for values. As with the {@link #iterator}, it throws a {@link CancelledException} if it is
     * interrupted or its context is cancelled meanwhile, and a {@link ChannelFailedException} if the channel was closed with an error.
     *
     * @return a stream for one thread
     */
    default Stream<T> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /**
     * Says that nothing will be received any more: senders that wait, and all later ones, fail; values in the buffer go to the
     * {@linkplain Channel.Options#onUndelivered undelivered hook}; receivers are told that the channel is closed. A receiver that has nothing to
     * send meanwhile learns of it from {@link SendChannel#done}; the stages of {@link dev.sluice.flow} upstream of the channel
     * are left before this returns.
     *
     * <p>Cancelling a cancelled channel does nothing. Cancelling a closed one drops what is in its buffer, and nothing else: how a
     * channel has ended is decided by the first call that ends it, so an error that it was closed with stays.
     *
     * @return whether the channel was open, and this call ended it
     */
    boolean cancel();

    /**
     * Returns an iterator that receives until the channel is closed and drained; it waits for each value.
     *
     * <p>A value is taken out of the channel when {@code hasNext} finds it, and kept for {@code next}.
     *
     * <p>Since its methods can't throw an {@link InterruptedException}, they throw a {@link CancelledException} with that as
     * its cause. After an interrupt that is no cancellation, the interrupt flag stays set.
     *
     * @return an iterator for one thread
     */
    @Override
    Iterator<T> iterator();

    /**
     * Returns whether the channel was closed or cancelled. Values in the buffer may still be received.
     *
     * @return whether no further value will be sent
     */
    boolean isClosed();

    /**
     * Returns how many values can be received without waiting for a sender.
     *
     * @return a number that was true at some instant during the call
     */
    int length();

    /**
     * Returns how many values the buffer can hold.
     *
     * @return the capacity, 0 for an unbuffered channel
     */
    int capacity();

    /**
     * Returns the channel's name.
     *
     * @return the name it was given, or null
     */
    @Nullable
    String name();
}
