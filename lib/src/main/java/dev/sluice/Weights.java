package dev.sluice;

import java.util.Objects;
import java.util.function.ToLongFunction;

// Floor: channels
/** What the values in a buffer weigh together, where that is what bounds it. Guarded by the lock of the channel. */
final class Weights {
    /** A value with its weight, which is asked for once, since that is the user's code. */
    private record Packed(Object value, long weight) {}

    private final ToLongFunction<Object> weigher;
    private final long bound;
    private long now;

    @SuppressWarnings("unchecked")
    Weights(ToLongFunction<?> weigher, long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1, was " + bound);
        }
        this.weigher = (ToLongFunction<Object>) Objects.requireNonNull(weigher, "weigher");
        this.bound = bound;
    }

    /** Packs a value together with its weight. Runs the user's code, so not under the lock. */
    Object weighed(Object value) {
        long weight = weigher.applyAsLong(value);
        if (weight < 0 || weight > bound) {
            throw new IllegalArgumentException(
                    "the weight of a value must be from 0 to the channel's bound of " + bound + ", was " + weight);
        }
        return new Packed(value, Math.max(1, weight));
    }

    static Object unpacked(Object packed) {
        return ((Packed) packed).value;
    }

    static long weight(Object packed) {
        return ((Packed) packed).weight;
    }

    boolean fits(Object packed) {
        return weight(packed) <= bound - now;
    }

    void add(Object packed) {
        now += weight(packed);
    }

    void remove(Object packed) {
        now -= weight(packed);
    }
}
