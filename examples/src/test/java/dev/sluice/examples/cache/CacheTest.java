package dev.sluice.examples.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Scope;
import dev.sluice.testkit.Deterministic;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cache keeps its promises under each of 200 schedules. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class CacheTest {
    private final Store store = new Store();

    @Test
    @Deterministic(seeds = 200)
    void a_value_is_loaded_once() throws InterruptedException {
        try (var scope = Scope.open();
                var cache = new Cache(scope, store)) {
            var first = scope.go("first", () -> cache.get("ada"));
            var second = scope.go("second", () -> cache.get("ada"));
            first.await();
            second.await();
        }
        assertThat(store.loads).hasValue(1);
    }

    @Test
    @Deterministic(seeds = 200)
    void a_change_is_seen_by_all_later_reads() throws InterruptedException {
        store.save("ada", "old");
        try (var scope = Scope.open();
                var cache = new Cache(scope, store)) {
            var reader = scope.go("reader", () -> cache.get("ada"));
            var writer = scope.go("writer", () -> cache.put("ada", "new"));
            reader.await();
            writer.await();

            assertThat(cache.get("ada")).isEqualTo("new");
        }
    }
}
