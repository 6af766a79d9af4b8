package dev.sluice.sync;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.inspect.PolicyState;
import dev.sluice.internal.OwnChannels;
import dev.sluice.runtime.World;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A subscription is what a subscriber has of a {@link Topic}: the channel of its messages, and how far behind it is.
 *
 * {@snippet :
 * try (var room = topic.subscribe("rooms.7", 64, Topic.Policy.DROP_OLDEST)) {
 *     room.replay().forEach(this::show);
 *     for (var message : room.messages()) { // until the topic is closed
 *         show(message);
 *     }
 * }
 * }
 *
 * <p>Only the subscriber ends it, by {@link #cancel}, or by {@code messages().cancel()}; or the topic does, when it's closed or the
 * policy says so. They may meet: it ends once.
 *
 * <p>Subscriptions are safe for use by any number of threads; each message goes to one receiver. For all to have all messages
 * each needs a subscription of its own. Memory consistency: that of its {@link Channel}.
 *
 * @param <T> the type of the values
 */
public final class Subscription<T> implements AutoCloseable {
    private final Topic<T> topic;
    private final String pattern;
    private final Topic.Policy policy;
    private final List<Topic.Message<T>> replay;
    private final Channel<Topic.Message<T>> messages;
    private final AtomicLong dropped = new AtomicLong();

    final List<String> tokens;

    Subscription(
            Topic<T> topic,
            String pattern,
            List<String> tokens,
            int buffer,
            Topic.Policy policy,
            List<Topic.Message<T>> replay) {
        this.topic = topic;
        this.pattern = pattern;
        this.tokens = tokens;
        this.policy = policy;
        this.replay = replay;
        var options = OwnChannels.listedUntilOver(Channel.named(pattern));
        this.messages = policy == Topic.Policy.DROP_OLDEST
                ? options.overflow(Channel.Overflow.DROP_OLDEST)
                        .onUndelivered(_ -> missUnlessEnded())
                        .buffered(buffer)
                : options.buffered(buffer);
    }

    /**
     * Returns the messages that were published before this began, as far as the topic has kept them: all that comes before the
     * first of {@link #messages}.
     *
     * @return the messages, in the order in which they were published
     */
    public List<Topic.Message<T>> replay() {
        return replay;
    }

    /**
     * Returns the channel of the messages. It's closed when the topic is, and with an error when the subscriber was too slow.
     *
     * @return the channel, always the same one
     */
    public ReceiveChannel<Topic.Message<T>> messages() {
        return messages;
    }

    /**
     * Returns what was subscribed to.
     *
     * @return the pattern
     */
    public String pattern() {
        return pattern;
    }

    /**
     * Returns how many messages are there for the subscriber that it hasn't received.
     *
     * @return a number that was true at some instant during the call
     */
    public int lag() {
        return messages.length();
    }

    /**
     * Returns how many messages the subscriber has missed: dropped by its policy, or not sent because a publisher that waited
     * for it was cancelled.
     *
     * @return their number until now
     */
    public long dropped() {
        return dropped.get();
    }

    /**
     * Ends the subscription, and drops what is in its buffer. Publishers that wait for this subscriber go on.
     *
     * @return whether this call ended it
     */
    public boolean cancel() {
        World.step("cancel", this);
        topic.remove(this);
        return messages.cancel();
    }

    /** Ends the subscription, like {@link #cancel}. Closing again does nothing. */
    @Override
    public void close() {
        cancel();
    }

    /** Returns its pattern, and how far it is behind. */
    @Override
    public String toString() {
        return "subscription to " + pattern + " (" + lag() + " behind, " + dropped() + " dropped)";
    }

    PolicyState.Subscription look() {
        return new PolicyState.Subscription(
                pattern, policy.name(), lag(), messages.capacity(), dropped(), Objects.toIdentityString(messages));
    }

    // What a topic does

    /** What became of a message for this subscriber. */
    enum Reach {
        GOT,
        MISSED,
        /** The publisher has to wait for room. */
        FULL,
        /** The subscription has ended. */
        GONE
    }

    /** Gives it a message without waiting, as its policy has it. */
    Reach offer(Topic.Message<T> message) {
        return switch (messages.offer(message)) {
            case SENT -> Reach.GOT;
            case CLOSED -> Reach.GONE;
            case FULL -> {
                if (policy == Topic.Policy.BLOCK) {
                    yield Reach.FULL;
                }
                miss();
                if (policy == Topic.Policy.DROP_NEWEST) {
                    yield Reach.MISSED;
                }
                disconnect();
                yield Reach.GONE;
            }
        };
    }

    private void disconnect() {
        messages.closeWithError(new IllegalStateException("subscription to " + pattern + " was too slow: all "
                + messages.capacity() + " messages that its buffer holds were waiting"));
    }

    /** Gives it a message, and waits for room; returns false if it has ended. */
    boolean send(Topic.Message<T> message) throws InterruptedException {
        return messages.sendIfOpen(message);
    }

    /** Closes it with the topic. */
    void end() {
        messages.close();
    }

    void miss() {
        dropped.incrementAndGet();
    }

    /** What a subscriber leaves behind when it goes, it hasn't missed. */
    private void missUnlessEnded() {
        if (!messages.isClosed()) {
            miss();
        }
    }
}
