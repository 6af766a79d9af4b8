package dev.sluice.observe;

import dev.sluice.Sluice;
import dev.sluice.inspect.Snapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The goroutines, scopes and named channels of this program as meters.
 *
 * {@snippet :
 * new SluiceMetrics().bindTo(registry);
 * }
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tag</th><th>what</th></tr>
 * <tr><td>{@code sluice.goroutines}</td><td></td><td>those that have not ended</td></tr>
 * <tr><td>{@code sluice.goroutines.waiting}</td><td></td><td>those of them that are parked in the library</td></tr>
 * <tr><td>{@code sluice.scopes}</td><td></td><td>those that are open</td></tr>
 * <tr><td>{@code sluice.channels}</td><td>{@code channel}</td><td>channels of this name</td></tr>
 * <tr><td>{@code sluice.channel.length}, {@code .capacity}, {@code .waiting.senders}, {@code .waiting.receivers}</td>
 * <td>{@code channel}</td><td>as they are now, added up over the channels of this name</td></tr>
 * <tr><td>{@code sluice.channel.high.water}</td><td>{@code channel}</td><td>the highest of them</td></tr>
 * <tr><td>{@code sluice.channel.sent}, {@code .received}, {@code .dropped}</td><td>{@code channel}</td>
 * <td>counters: values that have flowed through channels of this name, those that are gone included</td></tr>
 * </table>
 *
 * <p>Channels are found when meters are read; the meters of a new name are there from the next scrape on. What flows
 * through a channel after the last scrape that has seen it isn't counted, so channels that live for less than the time
 * between two are missed. Beyond a number of names, names without channels are dropped, and if that isn't enough, new
 * names are counted as {@value #OTHERS} together.
 *
 * <p>A look at everything is kept for a second, so that the meters of one scrape share it. No goroutine, channel or
 * scope is held on to. One binder can be bound to any number of registries; to bind a second one to the same registry
 * changes nothing. It is safe for use by any number of threads.
 */
public final class SluiceMetrics implements MeterBinder {
    /** The tag of channels whose names have found no place. */
    public static final String OTHERS = "(others)";

    private static final int MOST_NAMES = 100;
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int mostNames;

    /** Creates a binder for at most 100 names of channels. */
    public SluiceMetrics() {
        this(MOST_NAMES);
    }

    /**
     * Creates a binder.
     *
     * @param mostNames how many names of channels to have meters for, at least 1
     * @throws IllegalArgumentException if the number is less than 1
     */
    public SluiceMetrics(int mostNames) {
        if (mostNames < 1) {
            throw new IllegalArgumentException("mostNames must be at least 1, was " + mostNames);
        }
        this.mostNames = mostNames;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        var bound = new Bound(registry, mostNames);
        bound.gauge("sluice.goroutines", "goroutines that have not ended", Snapshot::goroutines);
        bound.gauge("sluice.goroutines.waiting", "goroutines that wait in the library", Snapshot::waiting);
        bound.gauge("sluice.scopes", "scopes that are open", Snapshot::scopes);
        bound.look();
    }

    /** A registry's latest look. The gauges hold on to it, since the user may hold on to nothing. */
    static final class Bound {
        private final MeterRegistry registry;
        private final ChannelMeters channels;
        private final ReentrantLock lock = new ReentrantLock();

        // Guarded by the lock.
        private @Nullable Snapshot latest;
        private long takenNanos;

        private Bound(MeterRegistry registry, int mostNames) {
            this.registry = registry;
            this.channels = new ChannelMeters(this, registry, mostNames);
        }

        private void gauge(String name, String description, ToDoubleFunction<Snapshot> value) {
            Gauge.builder(name, this, bound -> value.applyAsDouble(bound.look()))
                    .strongReference(true)
                    .description(description)
                    .register(registry);
        }

        /** Returns a look that is a second old at most, after the figures of channels are brought up to it. */
        Snapshot look() {
            lock.lock();
            try {
                long now = registry.config().clock().monotonicTime();
                Snapshot known = latest;
                if (known != null && now - takenNanos < KEPT_NANOS) {
                    return known;
                }
                Snapshot taken = Sluice.snapshot();
                latest = taken;
                takenNanos = now;
                channels.update(taken.channels());
                return taken;
            } finally {
                lock.unlock();
            }
        }
    }
}
