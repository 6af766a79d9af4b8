package dev.sluice.calibration;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A cache that loads each key once, if {@code atOnce}. */
final class Cache {
    private final Map<String, Integer> lengths;
    private final boolean atOnce;
    private final AtomicInteger loads = new AtomicInteger();

    Cache(Map<String, Integer> lengths, boolean atOnce) {
        this.lengths = lengths;
        this.atOnce = atOnce;
    }

    int length(String key) {
        if (atOnce) {
            return lengths.computeIfAbsent(key, this::load);
        }
        Integer length = lengths.get(key);
        if (length == null) {
            length = load(key);
            lengths.put(key, length);
        }
        return length;
    }

    private int load(String key) {
        loads.incrementAndGet();
        return key.length();
    }

    int loads() {
        return loads.get();
    }
}
