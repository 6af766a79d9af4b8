package dev.sluice.chat;

import dev.sluice.chat.hub.Counts;
import dev.sluice.chat.store.Store;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/** What is measured, for Prometheus. */
final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    MeterRegistry registry() {
        return registry;
    }

    String scrape() {
        return registry.scrape();
    }

    void watch(Counts counts, Store store) {
        gauge("chat.people", "People that are here", counts, Counts::people);
        gauge("chat.rooms", "Rooms that are open", counts, Counts::rooms);
        counter("chat.messages.in", "Messages that the hub has handled", counts, c -> c.in.sum());
        counter("chat.said.limited", "Messages refused since too much was said", counts, c -> c.rateLimited.sum());
        counter("chat.not.stored", "Messages that the store has refused", counts, c -> c.notStored.sum());
        counter(
                "chat.stored",
                "Messages that were stored",
                store,
                s -> s.figures().stored());
        counter(
                "chat.store.commits",
                "Transactions that were committed",
                store,
                s -> s.figures().transactions());
        gauge(
                "chat.store.pending",
                "Messages that wait to be stored",
                store,
                s -> s.figures().pending());
        gauge(
                "chat.store.trouble",
                "1 while the store can't write, as on a full disk",
                store,
                s -> s.figures().trouble() == null ? 0 : 1);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    private <T> void gauge(String name, String what, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(what).register(registry);
    }

    private <T> void counter(String name, String what, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(what).register(registry);
    }
}
