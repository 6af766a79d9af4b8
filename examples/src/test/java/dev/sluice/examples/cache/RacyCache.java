package dev.sluice.examples.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A cache that looks right: the map is concurrent, and a change removes what is old. It has two races. */
final class RacyCache {
    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final Store store;

    RacyCache(Store store) {
        this.store = store;
    }

    String get(String key) throws InterruptedException {
        String value = values.get(key);
        if (value == null) {
            value = store.load(key);
            values.put(key, value);
        }
        return value;
    }

    void put(String key, String value) throws InterruptedException {
        store.save(key, value);
        values.remove(key);
    }
}
