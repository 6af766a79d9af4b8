package dev.sluice.resilience;

import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A keyed rate limiter lets in so many calls in a time for each key: each client, address or tenant has a bucket of its
 * own.
 *
 * {@snippet :
 * var perClient = KeyedRateLimiter.<InetAddress>of(100, Duration.ofMinutes(1));
 *
 * if (!perClient.allow(request.address())) {
 *     return TOO_MANY_REQUESTS;
 * }
 * }
 *
 * <p>A key that was never seen has a full bucket. So a bucket that has become full again can be forgotten, and nobody
 * can tell the difference: that is what happens to those of keys that aren't used any more, a few each time a new key
 * comes. There is no thread for it, and no time to be chosen.
 *
 * <p>At most {@link #maxKeys} buckets are kept. When there are more keys than that whose buckets aren't full, the one
 * of a few that is nearest to being full is forgotten: its key gets its burst back too early. So memory is bounded
 * whatever comes.
 *
 * <p>Keys need {@code equals} and {@code hashCode}. Limiters are safe for use by any number of threads, and different
 * keys don't get into each other's way. Memory consistency: a limiter orders nothing between those who use it.
 *
 * @param <K> the type of the keys
 */
public final class KeyedRateLimiter<K> {
    /*
     * A bucket is put out of use before it's taken out of the map; whoever has found it in between looks for the key
     * again. So no permit is taken from a bucket that nobody will find.
     *
     * Looking for buckets to forget goes round the map by one iterator: each new key pays for a few steps of it. A
     * round is over after fewer new keys than there are buckets, so what is full when a round begins is gone soon
     * after, and the map never grows to more than a small multiple of what has to be there.
     */
    private static final int DEFAULT_MAX_KEYS = 1_000_000;

    /** How many buckets are looked at for each new key. */
    private static final int LOOKS = 4;

    private final ConcurrentHashMap<K, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final long maxKeys;
    private volatile TokenBucket.Line line;

    private final ReentrantLock sweeping = new ReentrantLock();
    private @Nullable Iterator<Map.Entry<K, TokenBucket>> hand;

    private KeyedRateLimiter(Rate rate, long maxKeys) {
        this.line = TokenBucket.Line.of(rate, World.current().nanoTime());
        this.maxKeys = maxKeys;
    }

    /**
     * Creates a limiter that lets in so many calls for each key in each period, and as many at once if there was none
     * for that long. It keeps up to a million buckets.
     *
     * @param permits how many, at least 1; also the burst
     * @param period the time in which they come
     * @param <K> the type of the keys
     * @return a limiter
     * @throws IllegalArgumentException if the number is less than 1, or the rate below 10<sup>-9</sup> or above
     *     10<sup>10</sup> permits per second
     */
    public static <K> KeyedRateLimiter<K> of(long permits, Duration period) {
        return new KeyedRateLimiter<>(Rate.of((double) permits, period), DEFAULT_MAX_KEYS);
    }

    /**
     * Creates a limiter that lets in so many calls for each key in a second; like {@link #of}.
     *
     * @param permits how many, from 10<sup>-9</sup> to 10<sup>10</sup>; the burst is this, without its fraction and at
     *     least 1
     * @param <K> the type of the keys
     * @return a limiter
     * @throws IllegalArgumentException if the rate is out of range
     */
    public static <K> KeyedRateLimiter<K> perSecond(double permits) {
        return new KeyedRateLimiter<>(Rate.of(permits, Duration.ofSeconds(1)), DEFAULT_MAX_KEYS);
    }

    /**
     * Answers a limiter that saves up so many permits for each key.
     *
     * @param permits how many can be taken at once, from 1 to 2<sup>40</sup>
     * @return a new limiter
     * @throws IllegalArgumentException if the number is out of range
     */
    public KeyedRateLimiter<K> burst(long permits) {
        return new KeyedRateLimiter<>(line.rate().burst(permits), maxKeys);
    }

    /**
     * Answers a limiter that keeps no more buckets than this.
     *
     * @param most how many, at least 1
     * @return a new limiter
     * @throws IllegalArgumentException if the number is less than 1
     */
    public KeyedRateLimiter<K> maxKeys(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("max keys must be at least 1, was " + most);
        }
        return new KeyedRateLimiter<>(line.rate(), most);
    }

    /**
     * Takes a permit of a key if there is one; never waits.
     *
     * @param key whose permit
     * @return whether it was taken
     */
    public boolean allow(K key) {
        return allow(key, 1);
    }

    /**
     * Takes so many permits of a key if there are as many; never waits.
     *
     * @param key whose permits
     * @param permits how many, at least 1
     * @return whether they were taken; false for more than the burst
     * @throws IllegalArgumentException if the number is less than 1
     */
    public boolean allow(K key, long permits) {
        Objects.requireNonNull(key, "key");
        RateLimiter.mustBePositive(permits);
        World.step("allow", this);
        long now = World.current().nanoTime();
        for (; ; ) {
            TokenBucket from = find(key, now);
            boolean isNew = from == null;
            if (from == null) {
                from = add(key);
            }
            long end = from.canHold(permits) ? from.take(permits, now, 0) : TokenBucket.DENIED;
            if (isNew) {
                sweep(now); // not before something was taken: a full bucket would be forgotten at once
            }
            if (end != TokenBucket.FROZEN) {
                return end >= 0;
            }
        }
    }

    /**
     * Takes a permit of a key, and waits until it comes.
     *
     * @param key whose permit
     * @throws RateLimitedException if it would come only after the deadline of the current context: at once, nothing is
     *     taken
     * @throws InterruptedException if interrupted, or the goroutine cancelled, before; nothing is taken
     */
    public void await(K key) throws InterruptedException {
        RateLimiter.mustNotBeInterrupted();
        if (allow(key)) {
            return;
        }
        long most = Nanos.untilDeadline();
        for (; ; ) {
            long now = World.current().nanoTime();
            TokenBucket known = find(key, now);
            TokenBucket from = known == null ? add(key) : known;
            long end = from.take(1, now, most);
            if (end >= 0) {
                new RateLimiter.Reservation(from, end, 1, now).await();
                return;
            }
            if (end == TokenBucket.DENIED) {
                throw RateLimiter.tooLate(from.nanosFor(1, now), most, this);
            }
        }
    }

    /**
     * Changes the rate and the burst of all keys. Permits that are there stay, as far as the burst allows.
     *
     * @param perSecond permits per second, from 10<sup>-9</sup> to 10<sup>10</sup>
     * @param burst how many permits are saved up, from 1 to 2<sup>40</sup>
     * @throws IllegalArgumentException if either is out of range; nothing has changed
     */
    public void change(double perSecond, long burst) {
        World.step("change", this);
        line = TokenBucket.Line.of(
                new Rate(perSecond, burst, 0), World.current().nanoTime());
    }

    /**
     * Answers for how many keys there are buckets.
     *
     * @return the number, of those that aren't full and those that nobody has looked at since they are
     */
    public long size() {
        return buckets.mappingCount();
    }

    /** Answers the bucket of a key, at the present rate; null if there is none. */
    private @Nullable TokenBucket find(K key, long now) {
        for (; ; ) {
            TokenBucket found = buckets.get(key);
            TokenBucket.Line present = line;
            if (found == null || found.line == present) {
                return found;
            }
            TokenBucket next = found.replace(present, now);
            if (next == null) {
                buckets.remove(key, found); // it was forgotten, which somebody is about to finish
            } else {
                buckets.replace(key, found, next);
            }
        }
    }

    private TokenBucket add(K key) {
        TokenBucket made = TokenBucket.full(line);
        TokenBucket found = buckets.putIfAbsent(key, made);
        return found == null ? made : found;
    }

    // Forgetting

    /** Looks at a few buckets, and forgets those that are full; and one more if there are too many. */
    private void sweep(long now) {
        if (!sweeping.tryLock()) {
            return; // somebody else is at it, and will look at more next time
        }
        try {
            do {
                look(now);
            } while (buckets.mappingCount() > maxKeys);
        } finally {
            sweeping.unlock();
        }
    }

    private void look(long now) {
        K nearest = null;
        TokenBucket nearestBucket = null;
        for (int i = 0; i < LOOKS; i++) {
            Iterator<Map.Entry<K, TokenBucket>> each = hand();
            if (!each.hasNext()) {
                break;
            }
            Map.Entry<K, TokenBucket> entry = each.next();
            TokenBucket bucket = entry.getValue();
            if (bucket.retire(now)) {
                buckets.remove(entry.getKey(), bucket);
            } else if (nearestBucket == null || bucket.nanosUntilFull(now) < nearestBucket.nanosUntilFull(now)) {
                nearest = entry.getKey();
                nearestBucket = bucket;
            }
        }
        if (nearest != null && nearestBucket != null && buckets.mappingCount() > maxKeys) {
            nearestBucket.forget();
            buckets.remove(nearest, nearestBucket);
        }
    }

    private Iterator<Map.Entry<K, TokenBucket>> hand() {
        Iterator<Map.Entry<K, TokenBucket>> each = hand;
        if (each == null || !each.hasNext()) {
            each = buckets.entrySet().iterator();
            hand = each;
        }
        return each;
    }

    /** Answers the rate, the burst, and for how many keys there are buckets, for people to read. */
    @Override
    public String toString() {
        Rate rate = line.rate();
        return "keyed rate limiter (" + rate.perSecond() + " per second, burst " + rate.burst() + ", " + size()
                + " keys)";
    }
}
