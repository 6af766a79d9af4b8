package dev.sluice.remote;

import dev.sluice.function.CheckReturnValue;
import dev.sluice.resilience.Backoff;
import java.time.Duration;
import java.util.Objects;

/**
 * The options of a {@link RemoteChannel}.
 *
 * {@snippet :
 * cluster.channel("photos", Codec.json(Photo.class), RemoteChannelOptions.capacity(10_000).lease(ofSeconds(20)));
 * }
 *
 * <p>Options are values: each method returns a changed copy. They are safe for use by any number of threads. All processes that use a
 * channel should have the same options.
 *
 * @param capacity how many values the channel holds, with those that were received and not acknowledged, at least 1
 * @param lease how long after the end of a process its values are delivered again, from 1 second to 1 hour
 * @param longest for how long the lease of a value is extended while it is worked on, at least the lease
 * @param attempts how often a value is delivered before it becomes a dead letter, at least 1
 * @param backoff how long a value that was given back stays away
 * @param unacknowledged how many values may be received and not acknowledged at once, by all processes together, at least 1
 * @param replicas how many servers of the cluster keep each value, from 1 to 5
 */
@CheckReturnValue
public record RemoteChannelOptions(
        int capacity,
        Duration lease,
        Duration longest,
        int attempts,
        Backoff backoff,
        int unacknowledged,
        int replicas) {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);
    private static final int MOST_REPLICAS = 5;

    /** Checks the values. */
    public RemoteChannelOptions {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, was " + capacity
                    + ": values wait on the server, so a remote channel can't be unbuffered");
        }
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(
                    "lease must be from " + SHORTEST_LEASE + " to " + LONGEST_LEASE + ", was " + lease);
        }
        if (longest.compareTo(lease) < 0) {
            throw new IllegalArgumentException("longest must be at least the lease, " + lease + ", was " + longest);
        }
        atLeastOne("attempts", attempts);
        Objects.requireNonNull(backoff, "backoff");
        atLeastOne("unacknowledged", unacknowledged);
        if (replicas < 1 || replicas > MOST_REPLICAS) {
            throw new IllegalArgumentException("replicas must be from 1 to " + MOST_REPLICAS + ", was " + replicas);
        }
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, was " + value);
        }
    }

    /**
     * Returns options for a channel of a capacity; a lease of 30 seconds, extended for an hour; five attempts, the first of them again
     * after a second; 1000 unacknowledged values; and one server that keeps them.
     *
     * @param capacity how many values the channel holds
     * @return the options
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public static RemoteChannelOptions capacity(int capacity) {
        return new RemoteChannelOptions(
                capacity,
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                5,
                Backoff.exponential(Duration.ofSeconds(1)).noJitter(),
                1000,
                1);
    }

    /**
     * Returns options with another lease: how long after the end of a process its values are delivered again.
     *
     * @param lease from 1 second to 1 hour
     * @return a changed copy
     */
    public RemoteChannelOptions lease(Duration lease) {
        Duration atLeast = longest.compareTo(lease) < 0 ? lease : longest;
        return new RemoteChannelOptions(capacity, lease, atLeast, attempts, backoff, unacknowledged, replicas);
    }

    /**
     * Returns options with another time for which the lease of a value is extended while it is worked on. Afterwards the value is
     * delivered again, though it may still be worked on.
     *
     * @param longest at least the lease
     * @return a changed copy
     */
    public RemoteChannelOptions longest(Duration longest) {
        return new RemoteChannelOptions(capacity, lease, longest, attempts, backoff, unacknowledged, replicas);
    }

    /**
     * Returns options with another number of attempts.
     *
     * @param attempts how often a value is delivered before it becomes a dead letter, at least 1
     * @return a changed copy
     */
    public RemoteChannelOptions attempts(int attempts) {
        return new RemoteChannelOptions(capacity, lease, longest, attempts, backoff, unacknowledged, replicas);
    }

    /**
     * Returns options with another backoff.
     *
     * @param backoff how long a value that was given back stays away, by the number of the attempt
     * @return a changed copy
     */
    public RemoteChannelOptions backoff(Backoff backoff) {
        return new RemoteChannelOptions(capacity, lease, longest, attempts, backoff, unacknowledged, replicas);
    }

    /**
     * Returns options with another limit of values that are received and not acknowledged, by all processes together. With 1, values are
     * worked on in the order in which they were sent; with more, there is no order.
     *
     * @param most at least 1
     * @return a changed copy
     */
    public RemoteChannelOptions unacknowledged(int most) {
        return new RemoteChannelOptions(capacity, lease, longest, attempts, backoff, most, replicas);
    }

    /**
     * Returns options with another number of servers that keep each value. With 3 in a cluster of three, one of them may be lost.
     *
     * @param replicas from 1 to 5
     * @return a changed copy
     */
    public RemoteChannelOptions replicas(int replicas) {
        return new RemoteChannelOptions(capacity, lease, longest, attempts, backoff, unacknowledged, replicas);
    }

    /** Returns how long a value stays away after this attempt. */
    Duration delayAfter(int attempt) {
        Backoff.Delays delays = backoff.delays();
        for (int i = 1; i < Math.min(attempt, attempts); i++) {
            var _ = delays.next();
        }
        return delays.next();
    }
}
