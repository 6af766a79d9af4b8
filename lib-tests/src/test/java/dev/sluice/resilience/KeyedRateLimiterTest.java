package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Context;
import dev.sluice.ManualWorld;
import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a keyed rate limiter promises: above all that it forgets. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck
class KeyedRateLimiterTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void each_key_has_a_bucket_of_its_own() {
        try (var world = ManualWorld.begin(0)) {
            KeyedRateLimiter<String> limiter =
                    KeyedRateLimiter.of(2, Duration.ofSeconds(1)).build();

            assertThat(limiter.allow("ada", 2)).isTrue();
            assertThat(limiter.allow("ada")).isFalse();
            assertThat(limiter.allow("bob")).isTrue();

            world.move(SECOND / 2);
            assertThat(limiter.allow("ada")).isTrue();
            assertThat(limiter.allow("ada")).isFalse();
            assertThat(limiter.allow("bob", 3)).isFalse();
        }
    }

    @Test // ask 19
    void a_million_keys_are_kept_while_they_matter_and_forgotten_when_they_dont() {
        try (var world = ManualWorld.begin(0)) {
            KeyedRateLimiter<Integer> limiter =
                    KeyedRateLimiter.perSecond(1).maxKeys(2_000_000).build();
            int allowed = 0;
            for (int key = 0; key < 1_000_000; key++) {
                allowed += limiter.allow(key) ? 1 : 0;
            }
            assertThat(allowed).isEqualTo(1_000_000);
            assertThat(limiter.size()).isEqualTo(1_000_000);
            assertThat(limiter.allow(999)).isFalse();

            world.move(SECOND);
            for (int key = 0; key < 600_000; key++) {
                var _ = limiter.allow(-1 - key);
            }

            assertThat(limiter.size()).isEqualTo(600_000);
        }
    }

    @Test // ask 19
    void keys_that_keep_coming_leave_no_more_than_those_of_a_short_while() {
        try (var world = ManualWorld.begin(0)) {
            KeyedRateLimiter<Integer> limiter =
                    KeyedRateLimiter.perSecond(10).burst(1).build();
            long most = 0;
            for (int key = 0; key < 1_000_000; key++) {
                var _ = limiter.allow(key);
                world.move(SECOND / 100_000); // a bucket is full again after 10,000 keys
                most = Math.max(most, limiter.size());
            }

            assertThat(most).isLessThan(20_000);
        }
    }

    @Test // ask 19
    void never_keeps_more_than_it_may_and_forgets_the_keys_that_owe_least() {
        try (var _ = ManualWorld.begin(0)) {
            KeyedRateLimiter<Integer> limiter =
                    KeyedRateLimiter.of(100, Duration.ofHours(1)).maxKeys(1000).build();
            for (int i = 0; i < 100; i++) {
                var _ = limiter.allow(-1);
            }

            for (int key = 0; key < 50_000; key++) {
                var _ = limiter.allow(key);
                assertThat(limiter.size()).isLessThanOrEqualTo(1000);
            }

            assertThat(limiter.allow(-1)).isFalse();
        }
    }

    @Test
    void a_new_rate_counts_for_all_keys() {
        try (var world = ManualWorld.begin(0)) {
            KeyedRateLimiter<String> limiter = KeyedRateLimiter.perSecond(4).build();
            var _ = limiter.allow("old", 3);

            limiter.change(1, 2);
            assertThat(limiter.allow("old", 2)).isFalse();
            assertThat(limiter.allow("old")).isTrue();
            assertThat(limiter.allow("new", 2)).isTrue();
            world.move(SECOND);
            assertThat(limiter.allow("old")).isTrue();
            assertThat(limiter.allow("old")).isFalse();
        }
    }

    @Test
    void threads_that_use_the_same_keys_while_others_are_forgotten_get_each_permit_once() throws InterruptedException {
        try (var _ = ManualWorld.begin(0)) {
            KeyedRateLimiter<Integer> limiter =
                    KeyedRateLimiter.perSecond(1).burst(101).build();
            var taken = new LongAdder();

            try (var scope = Scope.open()) {
                for (int worker = 0; worker < 4; worker++) {
                    scope.go(() -> {
                        for (int i = 0; i < 60_000; i++) {
                            taken.add(limiter.allow(i % 97) ? 1 : 0);
                        }
                    });
                }
                scope.join();
            }

            assertThat(taken.sum()).isEqualTo(97 * 101);
        }
    }

    @Test
    @Deterministic(seeds = 100)
    void a_caller_that_finds_a_bucket_being_forgotten_takes_from_the_next_one() throws InterruptedException {
        KeyedRateLimiter<Integer> limiter =
                KeyedRateLimiter.perSecond(1).burst(2).build();
        var _ = limiter.allow(0);
        Time.pass(Duration.ofSeconds(5));
        int[] taken = new int[1];

        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    boolean allowed = limiter.allow(0);
                    taken[0] += allowed ? 1 : 0;
                });
            }
            scope.go(() -> limiter.allow(1));
            scope.go(() -> limiter.allow(2));
            scope.join();
        }

        assertThat(taken[0]).isEqualTo(2);
    }

    @Test
    @Deterministic(seeds = 3)
    void waits_for_the_permit_of_a_key() throws Exception {
        KeyedRateLimiter<String> limiter =
                KeyedRateLimiter.perSecond(2).burst(1).build();

        limiter.await("ada");
        limiter.await("bob");
        assertThat(Bubble.elapsed()).isZero();
        limiter.await("ada");
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(500));

        try (var context = Context.background().withTimeout(Duration.ofMillis(400))) {
            context.run(() -> assertThatThrownBy(() -> limiter.await("ada")).isInstanceOf(RateLimitedException.class));
        }
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(500));
    }
}
