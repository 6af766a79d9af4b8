package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ManualWorld;
import dev.sluice.Scope;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rate limiters on clocks that begin anywhere, wrap around, stand still or go back. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class RateLimiterClockTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @ParameterizedTest // pitfall 13
    @ValueSource(longs = {0, Long.MAX_VALUE, Long.MAX_VALUE - 1_500_000_000L, Long.MIN_VALUE, -700_000_000L})
    void a_clock_that_wraps_around_changes_nothing(long start) {
        try (var world = ManualWorld.begin(start)) {
            var limiter = RateLimiter.perSecond(2).burst(3).build();
            assertThat(limiter.allow(3)).isTrue();

            world.move(SECOND);
            assertThat(limiter.allow(3)).isFalse();
            assertThat(limiter.allow(2)).isTrue();
            world.move(SECOND);
            assertThat(limiter.reserve(3).delay()).isEqualTo(Duration.ofMillis(500));
        }
    }

    @Test // pitfall 13
    void a_clock_that_goes_back_makes_no_permits_and_no_wait_longer() {
        try (var world = ManualWorld.begin(5 * SECOND)) {
            var limiter = RateLimiter.perSecond(1).burst(2).build();
            var _ = limiter.allow(2);

            world.move(-3 * SECOND);
            assertThat(limiter.allow()).isFalse();
            assertThat(limiter.available()).isZero();
            world.move(3 * SECOND);
            assertThat(limiter.allow()).isFalse();
            world.move(SECOND);
            assertThat(limiter.allow()).isTrue();
            assertThat(limiter.allow()).isFalse();
        }
    }

    @Test
    void a_hundred_years_leave_the_rate_as_it_was() {
        try (var world = ManualWorld.begin(0)) {
            var limiter = RateLimiter.perSecond(1000).burst(10).build();
            world.move(Duration.ofDays(36_500).toNanos());
            var _ = limiter.allow(10);

            world.move(SECOND / 100);
            assertThat(limiter.available()).isBetween(9L, 10L); // half a microsecond may be missing by then
            limiter.change(1000, 10);
            world.move(SECOND / 10);
            assertThat(limiter.available()).isEqualTo(10);
        }
    }

    @Test
    void threads_that_take_and_give_back_at_once_get_each_permit_once() throws InterruptedException {
        try (var world = ManualWorld.begin(0)) {
            var limiter = RateLimiter.perSecond(1).burst(10_007).build();
            var kept = new LongAdder();

            try (var scope = Scope.open()) {
                for (int worker = 0; worker < 4; worker++) {
                    int number = worker;
                    scope.go(() -> {
                        for (int i = 0; i < 5_000; i++) {
                            if (i % 3 == number % 3) {
                                limiter.reserve().cancel();
                            } else if (limiter.allow()) {
                                kept.increment();
                            }
                        }
                    });
                }
                scope.go(() -> {
                    for (int i = 1; i <= 50; i++) {
                        limiter.change(i, 10_007);
                    }
                });
                scope.join();
            }

            assertThat(kept.sum() + limiter.available()).isEqualTo(10_007);
            world.move(0);
        }
    }
}
