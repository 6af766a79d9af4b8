package dev.sluice.inspect;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy, a pool or a topic at one moment. Rate limiters and semaphores are shown if they have a name, and all else as long as it is
 * in use.
 */
public sealed interface PolicyState {
    /**
     * Returns its name.
     *
     * @return the name, or null if it has none
     */
    @Nullable
    String name();

    /**
     * Returns what tells it from others of that name.
     *
     * @return its class and hash code
     */
    String id();

    /**
     * Returns how messages call it.
     *
     * @return its name, or its id where it has none
     */
    default String label() {
        String name = name();
        return name == null ? id() : name;
    }

    /**
     * A circuit breaker.
     *
     * @param name its name
     * @param id its class and hash code
     * @param state what it does with calls, like "CLOSED" or "HALF_OPEN"
     * @param calls how many calls count at present
     * @param failed how many of them have failed
     * @param slow how many of them were slow
     * @param failureRate the part of failed calls at which it opens, from 0 to 1
     * @param remaining how long until an open one may try again, or null where no time ends its state
     */
    record Breaker(
            String name,
            String id,
            String state,
            long calls,
            long failed,
            long slow,
            double failureRate,
            @Nullable Duration remaining)
            implements PolicyState {}

    /**
     * A rate limiter.
     *
     * @param name its name
     * @param id its class and hash code
     * @param perSecond its rate, in permits per second
     * @param burst how many permits it saves up
     * @param available how many permits a call could take now
     */
    record Limiter(String name, String id, double perSecond, long burst, long available) implements PolicyState {}

    /**
     * A rate limiter with a bucket for each key.
     *
     * @param name its name
     * @param id its class and hash code
     * @param perSecond the rate of each key, in permits per second
     * @param burst how many permits each key saves up
     * @param keys how many keys have a bucket
     * @param maxKeys how many may have one
     */
    record KeyedLimiter(String name, String id, double perSecond, long burst, long keys, long maxKeys)
            implements PolicyState {}

    /**
     * A semaphore.
     *
     * @param name its name
     * @param id its class and hash code
     * @param limit how many permits may be held at once
     * @param held how many are held
     * @param waiting how many callers wait
     */
    record Semaphore(String name, String id, int limit, int held, int waiting) implements PolicyState {}

    /**
     * A worker pool that hasn't ended.
     *
     * @param name its name
     * @param id its class and hash code
     * @param workers how many jobs may run at a time
     * @param running how many jobs run
     * @param queued how many jobs wait for a worker
     * @param queueCapacity how many can wait
     * @param jobs the id of the channel of its jobs
     * @param results the id of the channel of its results
     */
    record Pool(
            String name,
            String id,
            int workers,
            int running,
            int queued,
            int queueCapacity,
            String jobs,
            String results)
            implements PolicyState {}

    /**
     * A topic that hasn't been closed.
     *
     * @param name its name, or null
     * @param id its class and hash code
     * @param published how many messages it has published
     * @param subscriptions its subscriptions
     */
    record Topic(@Nullable String name, String id, long published, List<Subscription> subscriptions)
            implements PolicyState {
        /** Creates the state of a topic. */
        public Topic {
            subscriptions = List.copyOf(subscriptions);
        }
    }

    /**
     * A subscription of a topic.
     *
     * @param pattern what was subscribed to
     * @param policy what a full buffer means, like "DROP_OLDEST"
     * @param lag how many messages wait for the subscriber
     * @param capacity how many can wait
     * @param dropped how many it has missed
     * @param channel the id of the channel of its messages
     */
    record Subscription(String pattern, String policy, int lag, int capacity, long dropped, String channel) {}
}
