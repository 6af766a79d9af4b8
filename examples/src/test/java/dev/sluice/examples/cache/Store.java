package dev.sluice.examples.cache;

import dev.sluice.sync.Semaphore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the cache is in front of: a store with two connections. */
final class Store {
    private final Semaphore connections = new Semaphore(2, "connections");
    private final Map<String, String> rows = new ConcurrentHashMap<>();
    final AtomicInteger loads = new AtomicInteger();

    String load(String key) throws InterruptedException {
        try (var _ = connections.acquire()) {
            loads.incrementAndGet();
            return rows.getOrDefault(key, "");
        }
    }

    void save(String key, String value) throws InterruptedException {
        try (var _ = connections.acquire()) {
            rows.put(key, value);
        }
    }
}
