package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ManualWorld;
import dev.sluice.Scope;
import dev.sluice.resilience.CircuitBreaker.Counts;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The windows of a breaker against plain models, and with threads that race. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class WindowTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100})
    void the_last_calls_are_counted_as_a_list_of_them_would(int size) {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var window = new CountWindow(size, size);
            var model = new ArrayDeque<Integer>();
            for (int i = 0; i < 500; i++) {
                boolean good = random.nextInt(500) > i; // long runs of good calls at first, and then of bad ones
                int outcome = good == (seed % 2 == 0) ? Window.GOOD : 1 + random.nextInt(3);

                window.record(outcome);
                model.add(outcome);
                if (model.size() > size) {
                    model.remove();
                }

                long failed = model.stream()
                        .filter(each -> (each & Window.FAILED) != 0)
                        .count();
                long slow =
                        model.stream().filter(each -> (each & Window.SLOW) != 0).count();
                assertThat(window.counts()).isEqualTo(new Counts(model.size(), failed, slow));
            }
        }
    }

    @Test
    void many_threads_count_each_call_once() throws Exception {
        for (Window window : List.of(
                new CountWindow(1_000_000, 1),
                new TimeWindow(Duration.ofHours(1).toNanos()))) {
            try (var scope = Scope.open()) {
                for (int worker = 0; worker < 4; worker++) {
                    scope.go(() -> {
                        for (int i = 0; i < 30_000; i++) {
                            window.record(i % 10 == 0 ? Window.FAILED : i % 7 == 0 ? Window.SLOW : Window.GOOD);
                        }
                    });
                }
                scope.join();
            }

            assertThat(window.counts()).isEqualTo(new Counts(120_000, 12_000, 4 * 3857));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 5, -3_000_000_000L})
    void a_window_of_time_slides_whatever_the_clock_shows(long start) {
        try (var world = ManualWorld.begin(start)) {
            var window = new TimeWindow(Duration.ofSeconds(16).toNanos());
            for (int second = 0; second < 100; second++) {
                window.record(second % 2 == 0 ? Window.FAILED : Window.GOOD);
                long expected = Math.min(second + 1, 17);
                assertThat(window.counts().calls()).isEqualTo(expected);
                world.move(Duration.ofSeconds(1).toNanos());
            }
            world.move(-Duration.ofSeconds(200).toNanos());
            window.record(Window.FAILED);
            assertThat(window.counts().failed()).isPositive();
        }
    }
}
