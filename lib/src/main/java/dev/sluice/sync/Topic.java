package dev.sluice.sync;

import dev.sluice.Channel;
import dev.sluice.ChannelClosedException;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.inspect.PolicyState;
import dev.sluice.internal.Policies;
import dev.sluice.runtime.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A topic carries each message that is published to all that have subscribed to its name, each of them at a pace of its own.
 *
 * {@snippet :
 * try (var scope = Scope.open()) {
 *     try (Topic<Order> orders = new Topic<>()) {
 *         var created = orders.subscribe("orders.*.created", 64, Topic.Policy.DISCONNECT);
 *         scope.go(() -> {
 *             for (var message : created.messages()) { // until the topic is closed
 *                 index(message.topic(), message.value());
 *             }
 *         });
 *         orders.publish("orders.eu.created", order);
 *     }
 *     scope.join();
 * }
 * }
 *
 * <p><b>Names</b> are tokens with dots in between. In the pattern of a subscriber {@code *} stands for any one token, and {@code
 * >}, as the last, for any one or more. There is no need to declare a name.
 *
 * <p><b>Slow subscribers.</b> Each subscriber has a buffer of its own, and a {@link Policy} that says what a full one means: that
 * publishers wait, that a message is dropped, or that the subscriber is disconnected. Only with {@link Policy#BLOCK} can a
 * subscriber hold others up, and then only publishers, after all the others have got the message. {@link Subscription#lag} and
 * {@link Subscription#dropped} tell how far behind it is.
 *
 * <p><b>Order.</b> What one publisher publishes reaches each subscriber in that order. Messages of several may come to two
 * subscribers in different orders; {@link Message#number} tells in which they were published.
 *
 * <p><b>Replay.</b> A topic that is made with a history keeps the last n messages of <em>each name</em>. A new subscriber gets those
 * that match its pattern as a {@linkplain Subscription#replay list}; what is published after these, and nothing else, comes by
 * the channel. Names stay in memory until they are {@linkplain #forget forgotten}.
 *
 * <p>Publishing calls no code of a subscriber's and never fails because of one. A message carries no values of the publisher's
 * context: what a subscriber should have, such as a trace id, belongs into the message. Topics are safe for use by any number of
 * threads. Memory consistency: actions before a {@code publish} <i>happen-before</i> those after the receive of its message.
 *
 * @param <T> the type of the values
 * @see <a href="https://docs.nats.io/nats-concepts/subjects">NATS on subjects and wildcards</a>
 */
public final class Topic<T> implements AutoCloseable {
    /*
     * Under the lock a message gets its number, its place in the history, and the list of subscribers at that moment. The list is
     * immutable, and the message is sent without the lock; so a subscriber may publish and subscribe while it handles one. Since
     * subscribing takes the history under the same lock, a message is in the replay or comes by the channel: never both, never
     * neither.
     *
     * Nothing but its own methods closes the channel of a subscription. Publishers find it closed and forget it: they never close,
     * and a second close does nothing.
     */

    /** What the full buffer of a subscriber means. */
    public enum Policy {
        /** Publishers wait until there is room. */
        BLOCK,
        /** The oldest message in the buffer is dropped for the new one. */
        DROP_OLDEST,
        /** The new message is dropped. */
        DROP_NEWEST,
        /** The subscriber gets what is in its buffer, and then a {@link dev.sluice.ChannelFailedException}. */
        DISCONNECT
    }

    /**
     * What a subscriber gets.
     *
     * @param topic the name it was published with
     * @param value the value
     * @param number how many messages this topic object had published then, with this one
     */
    public record Message<T>(String topic, T value, long number) {}

    /** So that a program whose names never repeat doesn't fill the memory with routes. */
    private static final int MOST_ROUTES = 4096;

    private final @Nullable String name;
    private final int history;
    private final Object lock = new Object();

    // Guarded by the lock.
    private final TopicTree<Subscription<T>> tree = new TopicTree<>();
    private final Map<String, List<Subscription<T>>> routes = new HashMap<>();
    private final Map<String, Deque<Message<T>>> histories = new HashMap<>();
    private long published;
    private boolean closed;

    /** Creates a topic that replays nothing. */
    public Topic() {
        this(0);
    }

    /**
     * Creates a topic.
     *
     * @param history how many messages of each name are kept to be replayed, at least 0
     * @throws IllegalArgumentException if the number is negative
     */
    public Topic(int history) {
        this(history, null);
    }

    /**
     * Creates a topic with a name.
     *
     * @param history how many messages of each name are kept to be replayed, at least 0
     * @param name its name in reports, or null
     * @throws IllegalArgumentException if the number is negative
     */
    public Topic(int history, @Nullable String name) {
        if (history < 0) {
            throw new IllegalArgumentException("history must be at least 0, was " + history);
        }
        this.history = history;
        this.name = name;
        Policies.add(this, Topic::look);
    }

    /**
     * Publishes a value to all subscribers. It waits only for subscribers with {@link Policy#BLOCK}.
     *
     * @param topic the name
     * @param value the value
     * @return how many subscribers have got it
     * @throws IllegalArgumentException if the name is empty, has an empty token, or a wildcard
     * @throws ChannelClosedException if the topic is closed
     * @throws InterruptedException if the thread is interrupted, or its goroutine cancelled, which is told by a {@link
     *     ContextCancelledException}: before this begins, and then no subscriber has got it; or while it waits, and then those
     *     that it would have waited for haven't, and count it as dropped
     */
    public int publish(String topic, T value) throws InterruptedException {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(value, "value");
        World.step("publish", this);
        Context.checkpoint();
        Message<T> message;
        List<Subscription<T>> route;
        synchronized (lock) {
            if (closed) {
                throw new ChannelClosedException("the topic is closed", null);
            }
            route = route(topic);
            published++;
            message = new Message<>(topic, value, published);
            keep(message);
        }
        int reached = 0;
        var full = new ArrayList<Subscription<T>>(0);
        for (Subscription<T> each : route) {
            switch (each.offer(message)) {
                case GOT -> reached++;
                case MISSED -> {}
                case FULL -> full.add(each);
                case GONE -> remove(each);
            }
        }
        return full.isEmpty() ? reached : reached + publishWaiting(message, full);
    }

    private int publishWaiting(Message<T> message, List<Subscription<T>> full) throws InterruptedException {
        int reached = 0;
        int tried = 0;
        try {
            for (Subscription<T> each : full) {
                if (each.send(message)) {
                    reached++;
                } else {
                    remove(each);
                }
                tried++;
            }
        } finally {
            full.subList(tried, full.size()).forEach(Subscription::miss);
        }
        return reached;
    }

    /**
     * Subscribes to all names that match a pattern. Close the subscription when it isn't wanted any more.
     *
     * @param pattern tokens with dots in between; {@code *} is any one token, and {@code >}, as the last, any one or more
     * @param buffer how many messages wait for the subscriber, from 1 to {@link Channel#MAX_CAPACITY}
     * @param policy what happens when there are more
     * @return the subscription; it ends at once if the topic is closed
     * @throws IllegalArgumentException if the pattern is empty or has an empty token, {@code >} isn't its last token, or the
     *     buffer is out of range
     */
    public Subscription<T> subscribe(String pattern, int buffer, Policy policy) {
        List<String> tokens = TopicTree.patternTokens(pattern);
        Objects.requireNonNull(policy, "policy");
        if (buffer < 1 || buffer > Channel.MAX_CAPACITY) {
            throw new IllegalArgumentException("buffer must be from 1 to " + Channel.MAX_CAPACITY + ", was " + buffer);
        }
        World.step("subscribe", this);
        Subscription<T> made;
        synchronized (lock) {
            made = new Subscription<>(this, pattern, tokens, buffer, policy, replay(tokens));
            if (!closed) {
                tree.add(tokens, made);
                forgetRoutes(made);
                return made;
            }
        }
        made.end();
        return made;
    }

    /**
     * Drops the history of a name.
     *
     * @param topic the name
     */
    public void forget(String topic) {
        World.step("forget", this);
        synchronized (lock) {
            histories.remove(topic);
        }
    }

    /**
     * Closes the topic: nothing is published any more. Subscribers get what is in their buffers, and then the end. Closing again
     * does nothing.
     */
    @Override
    public void close() {
        World.step("close", this);
        List<Subscription<T>> left;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            left = tree.all();
            left.forEach(each -> tree.remove(each.tokens, each));
            routes.clear();
        }
        left.forEach(Subscription::end);
    }

    /**
     * Returns how many subscriptions there are.
     *
     * @return their number; one whose channel was cancelled counts until the next message for it is published
     */
    public int subscribers() {
        synchronized (lock) {
            return tree.size();
        }
    }

    /** Returns how many subscribers there are and how many messages there were. */
    @Override
    public String toString() {
        synchronized (lock) {
            return "topic " + (name == null ? "" : name + " ") + "(" + tree.size() + " subscribers, " + published
                    + " published" + (closed ? ", closed)" : ")");
        }
    }

    /** Returns what can be seen of it at one instant; null if it is closed. */
    private @Nullable PolicyState look() {
        List<Subscription<T>> all;
        long sofar;
        synchronized (lock) {
            if (closed) {
                return null;
            }
            all = tree.all();
            sofar = published;
        }
        return new PolicyState.Topic(
                name,
                Objects.toIdentityString(this),
                sofar,
                all.stream().map(Subscription::look).toList());
    }

    /** How many names have a route that is kept. */
    int routes() {
        synchronized (lock) {
            return routes.size();
        }
    }

    void remove(Subscription<T> subscription) {
        synchronized (lock) {
            if (tree.remove(subscription.tokens, subscription)) {
                forgetRoutes(subscription);
            }
        }
    }

    // The caller of these holds the lock.

    private List<Subscription<T>> route(String topic) {
        List<Subscription<T>> known = routes.get(topic);
        if (known != null) {
            return known;
        }
        List<Subscription<T>> found = tree.match(TopicTree.nameTokens(topic));
        if (routes.size() >= MOST_ROUTES) {
            routes.clear();
        }
        routes.put(topic, found);
        return found;
    }

    private void forgetRoutes(Subscription<T> changed) {
        if (TopicTree.isWildcard(changed.pattern())) {
            routes.clear();
        } else {
            routes.remove(changed.pattern());
        }
    }

    private void keep(Message<T> message) {
        if (history == 0) {
            return;
        }
        Deque<Message<T>> kept = histories.computeIfAbsent(message.topic(), _ -> new ArrayDeque<>());
        if (kept.size() == history) {
            kept.removeFirst();
        }
        kept.addLast(message);
    }

    private List<Message<T>> replay(List<String> pattern) {
        var matching = new ArrayList<Message<T>>();
        histories.forEach((name, kept) -> {
            if (TopicTree.matches(pattern, TopicTree.nameTokens(name))) {
                matching.addAll(kept);
            }
        });
        matching.sort(Comparator.comparingLong(Message::number));
        return List.copyOf(matching);
    }
}
