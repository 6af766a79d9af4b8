package dev.sluice;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * The sending side of a {@link Channel}.
 *
 * <p>Only this side can {@linkplain #close close} a channel, since only senders know that no value will follow. The
 * {@linkplain dev.sluice package documentation} defines waiting, closing, cancelling and interrupting.
 *
 * <p>All methods may be called by any thread.
 *
 * @param <T> the type of the values
 */
public sealed interface SendChannel<T> permits Channel {
    /**
     * Sends a value, and waits until the channel has taken it: a receiver, if it is unbuffered, or else its buffer.
     *
     * <p>If this throws, the value was not sent, and was passed to the channel's {@linkplain Channel.Options#onUndelivered
     * undelivered hook}.
     *
     * @param value the value
     * @throws ChannelClosedException if the channel is closed, or its receiver has left, before it took the value
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before the value was taken
     */
    void send(T value) throws InterruptedException;

    /**
     * Sends a value like {@link #send(Object) send}, but waits no longer than a timeout.
     *
     * @param value the value
     * @param timeout how long to wait; not at all if it is zero or negative
     * @return {@link Offer#SENT}; or {@link Offer#FULL} if the timeout elapsed first, or {@link Offer#CLOSED}, and the value
     *     stays with the caller
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before the value was taken;
     *     the value was passed to the undelivered hook
     */
    Offer send(T value, Duration timeout) throws InterruptedException;

    /**
     * Sends a value like {@link #send(Object) send}, but returns false instead of throwing a {@link ChannelClosedException}.
     *
     * @param value the value
     * @return true if it was sent; if false, the value stays with the caller
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before the value was taken;
     *     the value was passed to the undelivered hook
     */
    boolean sendIfOpen(T value) throws InterruptedException;

    /**
     * Sends a value if that is possible without waiting.
     *
     * @param value the value
     * @return {@link Offer#SENT}; or {@link Offer#FULL} or {@link Offer#CLOSED}, and the value stays with the caller
     */
    Offer offer(T value);

    /**
     * Sends a value without waiting, and reports by a callback when it was taken: for event loops, which must not wait.
     *
     * {@snippet :
     * void onMessage(Connection connection, Message message) { // in the thread of an event loop
     *     Offer now = inbox.sendAsync(message, later -> connection.resumeReading());
     *     if (now == Offer.FULL) {
     *         connection.pauseReading(); // until the channel has taken this message
     *     }
     * }
     * }
     *
     * <p>If there is no room, the value is queued behind those of the waiting senders, in the order of the calls. It is sent when a
     * {@link #send(Object) send} would return. The callback is then called once, with {@link Offer#SENT}; or with {@link Offer#CLOSED} if the
     * channel was closed or cancelled first, and the value is the caller's again. A queued value can't be withdrawn. The number of
     * queued values is not limited, so a caller should wait for its callback before it sends the next value.
     *
     * <p>The callback runs in the thread that receives, closes or cancels, without a lock, and possibly before this method returns. It should
     * be short: submit a task to the event loop, for example. An exception of the callback goes to that thread's handler of uncaught
     * exceptions.
     *
     * @param value the value
     * @param then is called with the outcome if this returns {@link Offer#FULL}, and otherwise not at all
     * @return {@link Offer#SENT}; {@link Offer#CLOSED}, and the value stays with the caller; or {@link Offer#FULL} if the value is queued
     */
    Offer sendAsync(T value, Consumer<? super Offer> then);

    /**
     * Closes the channel: no value will follow.
     *
     * <p>Values in the buffer can still be received; after that, receivers see that the channel is closed. Waiting senders
     * fail. Closing a closed channel does nothing.
     *
     * @return whether this call closed it
     */
    boolean close();

    /**
     * Closes the channel because of a failure. Once the buffer is drained, a receive throws a {@link ChannelFailedException}
     * with this cause.
     *
     * @param cause the failure
     * @return whether this call closed it; if not, the cause is ignored
     */
    boolean closeWithError(Throwable cause);

    /**
     * Returns whether the channel was closed, or its receiver has left.
     *
     * @return whether a send would fail now
     */
    boolean isClosed();

    /**
     * Returns a channel that never has a value, and is closed when a send would fail: when the receiver has {@linkplain
     * ReceiveChannel#cancel left}, or the channel was closed. With it, a sender that has nothing to send yet can wait for its input and
     * notice at the same time that its receiver leaves:
     *
     * {@snippet :
     * try (var select = Select.open()) {
     *     var job = select.receive(jobs);
     *     var left = select.receive(results.done());
     *     while (select.await() != left && !job.closed()) {
     *         results.sendIfOpen(job.value().run());
     *     }
     * }
     * }
     *
     * <p>It is created on first use.
     *
     * @return the channel, always the same one
     */
    ReceiveChannel<Void> done();

    /**
     * Returns how many values are in the buffer.
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
