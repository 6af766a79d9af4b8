package dev.sluice.chat.net;

import dev.sluice.chat.protocol.ByeCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;

/** What the transport measures. */
final class NetMeters {
    private final MeterRegistry registry;
    final Counter in;
    final Counter out;
    final Counter rateLimited;
    final Timer fanOut;

    NetMeters(MeterRegistry registry) {
        this.registry = registry;
        in = Counter.builder("chat.frames.in")
                .description("Messages received from clients")
                .register(registry);
        out = Counter.builder("chat.frames.out")
                .description("Messages sent, once for each client that gets it")
                .register(registry);
        rateLimited = Counter.builder("chat.rate.limited")
                .description("Messages refused since the client sent too many")
                .register(registry);
        fanOut = Timer.builder("chat.fanout")
                .description("From the hub's hand-over of a message to the write to the last client of a shard")
                .publishPercentileHistogram()
                .register(registry);
    }

    void watch(Connections connections, Collection<SocketShard> shards) {
        registry.gauge("chat.connections", connections, Connections::size);
        registry.gauge(
                "chat.outbox.bytes",
                shards,
                all -> all.stream().mapToLong(SocketShard::outboxBytes).sum());
    }

    void refused(String reason) {
        Counter.builder("chat.connections.refused")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    void evicted(ByeCode reason) {
        evicted(reason.wire());
    }

    void evicted(String reason) {
        Counter.builder("chat.evictions")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }
}
