package dev.sluice;

import dev.sluice.internal.Thrown;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Floor: channels
/** One batch of values that is taken out of a channel without waiting. */
final class Drain<T> {
    private static final int MOST_AT_ONCE = 64;

    private final Channel<T> channel;
    private final Collection<? super T> to;
    private final int most;
    private int count;

    Drain(Channel<T> channel, Collection<? super T> to, int most) {
        this.channel = channel;
        this.to = Objects.requireNonNull(to, "to");
        this.most = most;
    }

    static void checkLimits(int most, long mostWeight) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be at least 1, was " + most);
        }
        if (mostWeight < 1) {
            throw new IllegalArgumentException("mostWeight must be at least 1, was " + mostWeight);
        }
    }

    /** Takes values until there are no more, or there is no room for the next; returns how many. */
    int run(long mostWeight) {
        if (channel.weights == null) {
            takeChunks((int) Math.min(most, mostWeight));
        } else {
            takeByWeight(mostWeight);
        }
        return count;
    }

    private void takeChunks(int limit) {
        var chunk = new @Nullable Object[Math.min(limit, MOST_AT_ONCE)];
        while (count < limit) {
            int taken = channel.receiveQuickly(chunk, Math.min(limit - count, chunk.length));
            if (taken == 0) {
                Object value = channel.takeNow();
                if (value instanceof Exchange.None) {
                    return;
                }
                chunk[taken++] = value;
            }
            add(chunk, taken);
        }
    }

    private void takeByWeight(long mostWeight) {
        long left = mostWeight;
        var one = new @Nullable Object[1];
        while (count < most && left > 0 && channel.mayReceive()) {
            Object packed = channel.takePacked(left);
            if (packed == null) {
                return;
            }
            left -= Weights.weight(packed);
            one[0] = Weights.unpacked(packed);
            add(one, 1);
        }
    }

    /** Adds what was taken. If the collection refuses a value, that one and the rest are undelivered. */
    @SuppressWarnings("unchecked")
    private void add(@Nullable Object[] chunk, int taken) {
        Throwable thrown = null;
        for (int i = 0; i < taken; i++) {
            Object value = Objects.requireNonNull(chunk[i]);
            if (thrown == null) {
                try {
                    to.add((T) value);
                    count++;
                    continue;
                } catch (Throwable e) { // checked ones too, which other languages throw at will
                    thrown = e;
                }
            }
            thrown = channel.dropAfter(thrown, value);
        }
        if (thrown != null) {
            throw Thrown.as(thrown, RuntimeException.class);
        }
    }
}
