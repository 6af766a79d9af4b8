package dev.sluice.observe;

import dev.sluice.inspect.ChannelState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The meters of channels in one registry: for each name of a channel, the sum of all channels that have it. */
final class ChannelMeters {
    /*
     * Counters mustn't go back when a channel is collected. So each name keeps the last figures of its channels, by
     * their ids, and what those that are gone had at the end.
     *
     * All of it is guarded by the lock of the look; the meters read what the last look has left, in fields that are
     * volatile.
     */
    private final SluiceMetrics.Bound bound;
    private final MeterRegistry registry;
    private final int mostNames;
    private final Map<String, Figures> byName = new HashMap<>();

    ChannelMeters(SluiceMetrics.Bound bound, MeterRegistry registry, int mostNames) {
        this.bound = bound;
        this.registry = registry;
        this.mostNames = mostNames;
    }

    /** Takes in what a look has seen. */
    void update(List<ChannelState> seen) {
        Map<String, List<ChannelState>> now = new HashMap<>();
        for (ChannelState each : seen) {
            if (each.name() != null) {
                now.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(each);
            }
        }
        List<ChannelState> others = new ArrayList<>();
        for (Map.Entry<String, List<ChannelState>> each : now.entrySet()) {
            if (byName.containsKey(each.getKey()) || hasRoom(now)) {
                figures(each.getKey());
            } else {
                others.addAll(each.getValue());
            }
        }
        if (!others.isEmpty()) {
            figures(SluiceMetrics.OTHERS);
            now.put(SluiceMetrics.OTHERS, others);
        }
        byName.forEach((name, figures) -> figures.update(now.getOrDefault(name, List.of())));
    }

    /** Whether there is room for one more name, if need be after a name without channels is dropped. */
    private boolean hasRoom(Map<String, List<ChannelState>> now) {
        Iterator<Map.Entry<String, Figures>> names = byName.entrySet().iterator();
        while (byName.size() >= mostNames && names.hasNext()) {
            Map.Entry<String, Figures> each = names.next();
            if (!now.containsKey(each.getKey()) && !each.getKey().equals(SluiceMetrics.OTHERS)) {
                each.getValue().meters.forEach(registry::remove);
                names.remove();
            }
        }
        return byName.size() < mostNames;
    }

    private Figures figures(String name) {
        return byName.computeIfAbsent(name, this::newFigures);
    }

    private Figures newFigures(String name) {
        var figures = new Figures();
        gauge(figures, name, "sluice.channels", "channels of this name", Totals::channels);
        gauge(figures, name, "sluice.channel.length", "values in the buffer", Totals::length);
        gauge(figures, name, "sluice.channel.capacity", "values that the buffer holds", Totals::capacity);
        gauge(figures, name, "sluice.channel.high.water", "the most values ever in a buffer", Totals::highWater);
        gauge(figures, name, "sluice.channel.waiting.senders", "goroutines that wait to send", Totals::senders);
        gauge(figures, name, "sluice.channel.waiting.receivers", "goroutines that wait to receive", Totals::receivers);
        counter(figures, name, "sluice.channel.sent", "values taken from senders", Totals::sent);
        counter(figures, name, "sluice.channel.received", "values given to receivers", Totals::received);
        counter(figures, name, "sluice.channel.dropped", "values that will never be received", Totals::dropped);
        return figures;
    }

    private void gauge(
            Figures figures, String channel, String name, String description, ToDoubleFunction<Totals> value) {
        figures.meters.add(Gauge.builder(name, () -> value.applyAsDouble(figures.afterLook(bound)))
                .tag("channel", channel)
                .description(description)
                .register(registry));
    }

    private void counter(
            Figures figures, String channel, String name, String description, ToDoubleFunction<Totals> value) {
        // The registry holds the figures weakly, and a gauge of the same name strongly.
        figures.meters.add(FunctionCounter.builder(name, figures, each -> value.applyAsDouble(each.afterLook(bound)))
                .tag("channel", channel)
                .description(description)
                .register(registry));
    }

    /** The sums over the channels of one name. */
    private record Totals(
            int channels,
            long length,
            long capacity,
            long highWater,
            long senders,
            long receivers,
            long sent,
            long received,
            long dropped) {}

    /** What is known of the channels of one name. */
    private static final class Figures {
        private final List<Meter> meters = new ArrayList<>();
        private Map<String, ChannelState> latest = Map.of();
        private long goneSent;
        private long goneReceived;
        private long goneDropped;
        private volatile Totals totals = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0);

        private Totals afterLook(SluiceMetrics.Bound bound) {
            bound.look();
            return totals;
        }

        private void update(List<ChannelState> seen) {
            Map<String, ChannelState> now = new HashMap<>();
            seen.forEach(each -> now.put(each.id(), each));
            latest.forEach((id, before) -> {
                ChannelState same = now.get(id);
                if (same == null || same.sent() < before.sent()) { // gone, or another one with the same id
                    goneSent += before.sent();
                    goneReceived += before.received();
                    goneDropped += before.dropped();
                }
            });
            latest = now;
            totals = new Totals(
                    now.size(),
                    sum(ChannelState::length),
                    sum(ChannelState::capacity),
                    now.values().stream()
                            .mapToLong(ChannelState::highWater)
                            .max()
                            .orElse(0),
                    sum(ChannelState::waitingSenders),
                    sum(ChannelState::waitingReceivers),
                    goneSent + sum(ChannelState::sent),
                    goneReceived + sum(ChannelState::received),
                    goneDropped + sum(ChannelState::dropped));
        }

        private long sum(ToLongFunction<ChannelState> figure) {
            return latest.values().stream().mapToLong(figure).sum();
        }
    }
}
