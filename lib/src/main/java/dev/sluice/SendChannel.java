package dev.sluice;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

// Floor: channels
/**
 * The sending side of a {@link Channel}.
 *
 * <p>Only this side can {@linkplain #close close} a channel, since only senders know that nothing more will come. What
 * waiting, closing, cancelling and interrupting mean is said once, in the {@linkplain dev.sluice package documentation}.
 *
 * <p>All methods may be called by any thread.
 *
 * @param <T> the type of the values
 */
public sealed interface SendChannel<T> permits Channel {
    /**
     * Sends a value, and waits until the channel has taken it: a receiver, if it is unbuffered, or else its buffer.
     *
     * <p>Where this throws, the value was not sent, and went to the channel's {@link Channel.Options#onUndelivered
     * undelivered hook}.
     *
     * @param value the value
     * @throws ChannelClosedException if the channel is closed, or its receiver has left, before it took the value
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before the value was taken
     */
    void send(T value) throws InterruptedException;

    /**
     * Sends a value like {@link #send(Object) send}, and waits for at most this long.
     *
     * @param value the value
     * @param timeout how long to wait; not at all if it is zero or negative
     * @return {@link Offer#SENT}, {@link Offer#FULL} if the time was over first, or {@link Offer#CLOSED}; with the last two
     *     the value stays with the caller
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before the value was taken;
     *     the value went to the undelivered hook
     */
    Offer send(T value, Duration timeout) throws InterruptedException;

    /**
     * Sends a value like {@link #send(Object) send}, and returns false where that would throw {@link
     * ChannelClosedException}.
     *
     * @param value the value
     * @return true if it was sent; with false the value stays with the caller
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, before the value was taken;
     *     the value went to the undelivered hook
     */
    boolean sendIfOpen(T value) throws InterruptedException;

    /**
     * Sends a value if that is possible without waiting.
     *
     * @param value the value
     * @return {@link Offer#SENT}, {@link Offer#FULL} or {@link Offer#CLOSED}; with the last two the value stays with the
     *     caller
     */
    Offer offer(T value);

    /**
     * Sends a value without waiting, and tells later when it was taken: for event loops, which have no thread to wait in.
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
     * <p>If there is no room, the value queues behind those of the senders that wait, and counts as one of them: it comes out in the order
     * of the calls, and is sent when a {@link #send(Object) send} would return. The callback is then run once, with {@link Offer#SENT}; or
     * with {@link Offer#CLOSED} if the channel was closed or cancelled first, and the value is the caller's again. It can't be taken
     * back. How many values are queued is limited by nothing but the callers, so each should wait for its callback before its next value.
     *
     * <p>The callback runs in the thread that received, closed or cancelled, without a lock, and possibly before this returns. It should
     * be short, such as a task for the event loop. What it throws goes to that thread's handler of uncaught exceptions.
     *
     * @param value the value
     * @param then is told what has become of the value, if this returns {@link Offer#FULL}; otherwise it isn't run
     * @return {@link Offer#SENT}; {@link Offer#CLOSED}, and the value stays with the caller; or {@link Offer#FULL} if the value is queued
     */
    Offer sendAsync(T value, Consumer<? super Offer> then);

    /**
     * Closes the channel: no value will follow.
     *
     * <p>Values in the buffer can still be received; then receivers are told that the channel is closed. Senders that
     * wait fail. Closing a closed channel does nothing.
     *
     * @return whether this call was the one that closed it
     */
    boolean close();

    /**
     * Closes the channel because of a failure: after the buffer is drained, receivers get a {@link ChannelFailedException}
     * with this cause.
     *
     * @param cause the failure
     * @return whether this call was the one that closed it; if not, the cause is dropped
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
     * ReceiveChannel#cancel left}, or the channel was closed. So a sender that has nothing to send yet can wait for its values and for
     * the end of the wish for them at the same time:
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
     * <p>It is made when it is first asked for; a channel that isn't asked has none.
     *
     * @return the channel, always the same one
     */
    ReceiveChannel<Void> done();

    /**
     * Returns how many values are in the buffer.
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
