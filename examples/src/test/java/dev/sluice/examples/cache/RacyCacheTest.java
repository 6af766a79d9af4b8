package dev.sluice.examples.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.Scope;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Schedule;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both races of {@link RacyCache} are found within 200 seeds, and found again by the seed alone. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class RacyCacheTest {
    private static final int SEEDS = 200;

    @Test
    void two_loads_of_one_value_are_found() {
        assertFoundAndReplayed(RacyCacheTest::loadOnce);
    }

    @Test
    void a_stale_value_is_found() {
        assertFoundAndReplayed(RacyCacheTest::seeTheChange);
    }

    static void loadOnce() throws InterruptedException {
        var store = new Store();
        var cache = new RacyCache(store);
        try (var scope = Scope.open().named("cache")) {
            scope.go("first", () -> cache.get("ada"));
            scope.go("second", () -> cache.get("ada"));
            scope.join();
        }
        assertThat(store.loads).hasValue(1);
    }

    static void seeTheChange() throws InterruptedException {
        var store = new Store();
        store.save("ada", "old");
        var cache = new RacyCache(store);
        try (var scope = Scope.open().named("cache")) {
            scope.go("reader", () -> cache.get("ada"));
            scope.go("writer", () -> cache.put("ada", "new"));
            scope.join();
        }
        assertThat(cache.get("ada")).isEqualTo("new");
    }

    private static void assertFoundAndReplayed(CheckedRunnable<InterruptedException> test) {
        Throwable found = catchThrowable(() -> Bubble.explore(SEEDS, test));
        if (Boolean.getBoolean("sluice.testkit.show")) {
            found.printStackTrace();
        }
        assertThat(found).isInstanceOf(AssertionError.class);
        long seed = Objects.requireNonNull(Schedule.of(found)).seed();

        Throwable again = catchThrowable(() -> Bubble.run(seed, test));

        assertThat(again).isInstanceOf(AssertionError.class).hasMessage(found.getMessage());
    }
}
