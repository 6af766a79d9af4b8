package dev.sluice.resilience;

import dev.sluice.Context;
import dev.sluice.function.CheckReturnValue;
import dev.sluice.inspect.PolicyState;
import dev.sluice.internal.Policies;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A keyed rate limiter limits the rate of calls for each key: each client, address or tenant has a bucket of its own.
 *
 * {@snippet :
 * KeyedRateLimiter<InetAddress> perClient = KeyedRateLimiter.of(100, Duration.ofMinutes(1)).build();
 *
 * if (!perClient.allow(request.address())) {
 *     return TOO_MANY_REQUESTS;
 * }
 * }
 *
 * <p>A key that was never seen has a full bucket. So a bucket that has become full again can be forgotten without a
 * difference that anything could see: that is what happens to the buckets of keys that aren't used any more, a few each
 * time a new key comes. There is no thread for it, and no time to be chosen.
 *
 * <p>At most {@link KeyedRateLimiterOptions#maxKeys} buckets are kept. When a key more comes while none of them is full,
 * the bucket of a few that is nearest to being full is forgotten: its key gets its burst back too early. So memory is
 * bounded whatever comes.
 *
 * <p>Keys need {@code equals} and {@code hashCode}. Limiters are safe for use by any number of threads, and threads with
 * different keys don't wait for each other unless the keys are new. Memory consistency: a limiter orders nothing between
 * its users.
 *
 * @param <K> the type of the keys
 */
public final class KeyedRateLimiter<K> {
    /*
     * A bucket is put out of use before it's taken out of the map; a thread that has found it in between looks for the key
     * again. So no permit is taken from a bucket that isn't found any more.
     *
     * Buckets are added under a monitor, after room was made: so there are never more than there may be. Looking for
     * buckets to forget goes round the map by one iterator: each new key pays for a few steps of it. A round is over after
     * fewer new keys than there are buckets, so what is full when a round begins is gone soon after, and the map never
     * grows to more than a small multiple of what has to be there.
     */

    /** The number of buckets that are looked at for each new key. */
    private static final int LOOKS = 4;

    private final ConcurrentHashMap<K, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final long maxKeys;
    private final @Nullable String name;
    private volatile TokenBucket.Line line;

    /** Where the next look begins; guarded by the monitor. */
    private @Nullable Iterator<Map.Entry<K, TokenBucket>> hand;

    KeyedRateLimiter(Rate rate, long maxKeys, @Nullable String name) {
        this.line = TokenBucket.Line.of(rate, World.current().nanoTime());
        this.maxKeys = maxKeys;
        this.name = name;
        if (name != null) {
            Policies.add(this, each -> each.look(name));
        }
    }

    private PolicyState look(String name) {
        Rate rate = line.rate();
        return new PolicyState.KeyedLimiter(
                name, Objects.toIdentityString(this), rate.perSecond(), rate.burst(), size(), maxKeys);
    }

    /**
     * Returns the options of a limiter with a number of permits for each key in each period, to be changed and then
     * {@linkplain KeyedRateLimiterOptions#build built}.
     *
     * @param permits the number of permits, at least 1; up to 2<sup>40</sup> it is also the burst
     * @param period the time in which they come, more than zero
     * @return the options
     * @throws IllegalArgumentException if the number is less than 1, the period not more than zero, or the rate below
     *     10<sup>-9</sup> or above 10<sup>10</sup> permits per second
     */
    @CheckReturnValue
    public static KeyedRateLimiterOptions of(long permits, Duration period) {
        return KeyedRateLimiterOptions.of(Rate.of(permits, period));
    }

    /**
     * Returns the options of a limiter with a number of permits for each key in each second; like {@link #of}.
     *
     * @param permits the number of permits, from 10<sup>-9</sup> to 10<sup>10</sup>; the burst is this, without its
     *     fraction and at least 1
     * @return the options
     * @throws IllegalArgumentException if the rate is out of range
     */
    @CheckReturnValue
    public static KeyedRateLimiterOptions perSecond(double permits) {
        return KeyedRateLimiterOptions.of(Rate.perSecond(permits));
    }

    /**
     * Takes a permit of a key if there is one; never waits.
     *
     * @param key the key
     * @return whether it was taken
     */
    @CheckReturnValue
    public boolean allow(K key) {
        return allow(key, 1);
    }

    /**
     * Takes a number of permits of a key if there are as many; never waits.
     *
     * @param key the key
     * @param permits the number, at least 1
     * @return whether they were taken; false for more than the burst
     * @throws IllegalArgumentException if the number is less than 1
     */
    @CheckReturnValue
    public boolean allow(K key, long permits) {
        Objects.requireNonNull(key, "key");
        RateLimiter.mustBePositive(permits);
        World.step("allow", this);
        return takeNow(key, permits);
    }

    private boolean takeNow(K key, long permits) {
        long now = World.current().nanoTime();
        for (; ; ) {
            TokenBucket from = findOrAdd(key, now);
            long end = from.canHold(permits) ? from.take(permits, now, 0) : TokenBucket.DENIED;
            if (end != TokenBucket.FROZEN) {
                return end >= 0;
            }
            removeForgotten(key, from);
        }
    }

    /** Removes a bucket that is out of use, in case the thread that forgot it has failed before it could. */
    private void removeForgotten(K key, TokenBucket bucket) {
        if (bucket.latest() == null) {
            buckets.remove(key, bucket);
        }
    }

    /**
     * Takes a permit of a key, and waits until it comes.
     *
     * @param key the key
     * @throws RateLimitedException if it would come only at the deadline of the current context or later: at once,
     *     nothing is taken
     * @throws InterruptedException if the thread is interrupted, or its context cancelled, before; nothing is taken
     */
    public void await(K key) throws InterruptedException {
        Objects.requireNonNull(key, "key");
        Context.checkpoint();
        World.step("await", this);
        if (takeNow(key, 1)) {
            return;
        }
        long left = Nanos.untilDeadline();
        for (; ; ) {
            long now = World.current().nanoTime();
            TokenBucket from = findOrAdd(key, now);
            long end = from.take(1, now, RateLimiter.mostBefore(left));
            if (end >= 0) {
                new RateLimiter.Reservation(from, end, 1, now).await();
                return;
            }
            if (end == TokenBucket.DENIED) {
                throw RateLimiter.tooLate(from.nanosFor(1, now), left, this);
            }
            removeForgotten(key, from);
        }
    }

    /**
     * Changes the rate and the burst of all keys. Permits that are there stay, as far as the burst allows.
     *
     * @param perSecond permits per second, from 10<sup>-9</sup> to 10<sup>10</sup>
     * @param burst the number of permits that are saved up, from 1 to 2<sup>40</sup>
     * @throws IllegalArgumentException if either is out of range; nothing has changed
     */
    public void change(double perSecond, long burst) {
        World.step("change", this);
        line = TokenBucket.Line.of(
                new Rate(perSecond, burst, 0), World.current().nanoTime());
    }

    /**
     * Returns the number of keys that have a bucket: all whose buckets aren't full, and some whose buckets are.
     *
     * @return the number of keys
     */
    public long size() {
        return buckets.mappingCount();
    }

    private TokenBucket findOrAdd(K key, long now) {
        TokenBucket found = find(key, now);
        return found == null ? add(key, now) : found;
    }

    /** Returns the bucket of a key, at the present rate; null if there is none. */
    private @Nullable TokenBucket find(K key, long now) {
        for (; ; ) {
            TokenBucket found = buckets.get(key);
            TokenBucket.Line present = line;
            if (found == null || found.line == present) {
                return found;
            }
            TokenBucket next = found.replace(present, now);
            if (next == null) {
                buckets.remove(key, found); // it was forgotten, which another thread is about to finish
            } else {
                buckets.replace(key, found, next);
            }
        }
    }

    private synchronized TokenBucket add(K key, long now) {
        TokenBucket found = buckets.get(key);
        if (found != null) {
            return found;
        }
        do {
            look(now);
        } while (buckets.mappingCount() >= maxKeys);
        TokenBucket made = TokenBucket.full(line);
        buckets.put(key, made);
        return made;
    }

    // Forgetting

    /** Looks at a few buckets, and forgets those that are full; and one more if there is no room. */
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
        if (nearest != null && nearestBucket != null && buckets.mappingCount() >= maxKeys) {
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

    /** Returns the rate, the burst, and the number of keys that have a bucket. */
    @Override
    public String toString() {
        Rate rate = line.rate();
        return RateLimiter.called("keyed rate limiter", name) + " (" + rate.perSecond() + " per second, burst "
                + rate.burst() + ", " + size() + " keys)";
    }
}
