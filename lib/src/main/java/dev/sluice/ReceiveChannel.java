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
 * <p>Only this side can {@linkplain #cancel cancel} a channel, which says that no more values are wanted. The {@linkplain
 * dev.sluice package documentation} defines waiting, closing, cancelling and interrupting.
 *
 * <p>All methods may be called by any thread.
 *
 * @param <T> the type of the values
 */
public sealed interface ReceiveChannel<T> extends Iterable<T> permits Channel, ClockChannel {
    /**
     * Receives a value, waiting until there is one.
     *
     * @return the value, or null if the channel is closed and drained
     * @throws ChannelFailedException if the channel is drained and was closed with an error
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before there was a value; none
     *     was taken
     */
    @Nullable
    T receive() throws InterruptedException;

    /**
     * Receives a value, waiting no longer than a timeout.
     *
     * @param timeout how long to wait; not at all if it is zero or negative
     * @return the value, {@link Received.Empty} if the timeout elapsed first, or {@link Received.Closed}
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
     * Receives the values that are available, up to a limit, and adds them to a collection, without waiting. One call costs less than
     * a {@link #tryReceive} for each value. A consumer that works on batches waits for the first value, and then takes what else has
     * arrived:
     *
     * {@snippet :
     * for (Row row : rows) { // waits
     *     batch.add(row);
     *     rows.drainTo(batch, 499); // doesn't wait
     *     insert(batch);
     *     batch.clear();
     * }
     * }
     *
     * <p>The values come in the order of the channel; another receiver may get values in between. If the collection throws, the value
     * that it has refused, and up to 63 that were taken together with it, are passed to the {@linkplain Channel.Options#onUndelivered
     * undelivered hook}, and this throws what the collection threw.
     *
     * @param to the collection
     * @param most the largest number of values, at least 1
     * @return the number of values; 0 if there were none, also if the channel is closed
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    default int drainTo(Collection<? super T> to, int most) {
        return drainTo(to, most, Long.MAX_VALUE);
    }

    /**
     * Receives the values that are available, like {@link #drainTo(Collection, int)}, up to a total weight. The first value that doesn't
     * fit stays in the channel, with all behind it. This holds for the very first value too: if the limit is below the bound of the
     * channel, a heavy value may be left for {@link #receive}.
     *
     * @param to the collection
     * @param most the largest number of values, at least 1
     * @param mostWeight the largest total weight of the values, at least 1; in a {@linkplain Channel#weighted weighted channel} the weight
     *     of a value is what the weigher has returned, in others it is 1
     * @return the number of values; 0 if there were none, if the first doesn't fit, or if the channel is closed
     * @throws IllegalArgumentException if {@code most} or {@code mostWeight} is less than 1
     */
    int drainTo(Collection<? super T> to, int most, long mostWeight);

    /**
     * Receives all values, waiting until the channel is closed and drained.
     *
     * <p>If this throws, the values that it has received so far are passed to the {@linkplain Channel.Options#onUndelivered undelivered
     * hook}.
     *
     * @return the values in their order, in an unmodifiable list
     * @throws ChannelFailedException if the channel was closed with an error
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, before the end
     */
    List<T> toList() throws InterruptedException;

    /**
     * Returns a sequential stream that receives until the channel is closed and drained. A value is taken out of the channel when the
     * stream needs it. A stream that ends early leaves the remaining values in the channel, and neither closes nor cancels it.
     *
     * <p>The terminal operation waits for values. Like the {@link #iterator}, it throws a {@link CancelledException} if the thread is
     * interrupted or its context cancelled, and a {@link ChannelFailedException} if the channel was closed with an error.
     *
     * @return a stream for use by one thread
     */
    default Stream<T> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /**
     * Cancels the channel: no more values are wanted. Waiting and later sends fail; values in the buffer are passed to the
     * {@linkplain Channel.Options#onUndelivered undelivered hook}; receivers see that the channel is closed. A sender that is waiting for
     * something else can notice it by {@link SendChannel#done}. If the channel is the output of a function of {@link dev.sluice.flow}, the
     * inputs of that function are cancelled before this returns.
     *
     * <p>Cancelling a cancelled channel does nothing. Cancelling a closed channel drops the values in its buffer and does nothing else:
     * the first call that ends a channel decides how it has ended, so the error that it was closed with remains.
     *
     * @return whether the channel was open, and this call ended it
     */
    boolean cancel();

    /**
     * Returns an iterator that receives until the channel is closed and drained, waiting for each value.
     *
     * <p>{@code hasNext} takes the value out of the channel and keeps it for {@code next}.
     *
     * <p>Since its methods can't throw an {@link InterruptedException}, they throw a {@link CancelledException} with that as
     * its cause. After an interrupt by other code, the interrupt flag stays set.
     *
     * @return an iterator for use by one thread
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
     * @return a number that was correct at some instant during the call
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
