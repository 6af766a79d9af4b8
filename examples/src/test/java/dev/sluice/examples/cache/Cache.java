package dev.sluice.examples.cache;

import dev.sluice.Scope;
import dev.sluice.sync.SingleFlight;
import java.util.HashMap;
import java.util.Map;

/** The same without the races: callers share a load, and a load that a change has overtaken isn't kept. */
final class Cache implements AutoCloseable {
    private final Store store;
    private final SingleFlight<String, String> loads;

    // Guarded by this.
    private final Map<String, String> values = new HashMap<>();
    private long changes;

    Cache(Scope scope, Store store) throws InterruptedException {
        this.store = store;
        this.loads = SingleFlight.in(scope);
    }

    String get(String key) throws InterruptedException {
        String value = cached(key);
        return value != null ? value : loads.call(key, () -> load(key));
    }

    private String load(String key) throws InterruptedException {
        String value = cached(key);
        if (value != null) {
            return value; // another load has ended between the look and the call
        }
        long before = changes();
        value = store.load(key);
        keep(key, value, before);
        return value;
    }

    void put(String key, String value) throws InterruptedException {
        store.save(key, value);
        forget(key);
        loads.forget(key); // a caller from now on doesn't join a load that began before the change
    }

    private synchronized String cached(String key) {
        return values.get(key);
    }

    private synchronized long changes() {
        return changes;
    }

    private synchronized void keep(String key, String value, long before) {
        if (changes == before) {
            values.put(key, value);
        }
    }

    private synchronized void forget(String key) {
        changes++;
        values.remove(key);
    }

    @Override
    public void close() {
        loads.close();
    }
}
