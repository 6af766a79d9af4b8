package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rate limiter promises, on a fake clock. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 10)
class RateLimiterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static int takeAll(RateLimiter limiter) {
        int taken = 0;
        while (limiter.allow()) {
            taken++;
        }
        return taken;
    }

    @Test
    void begins_full_and_lets_in_no_more_than_the_burst_at_once() {
        var limiter = RateLimiter.perSecond(5).burst(7).build();

        assertThat(takeAll(limiter)).isEqualTo(7);
    }

    @Test
    void permits_come_one_by_one_at_even_intervals() throws InterruptedException {
        var limiter = RateLimiter.perSecond(8).burst(3).build();
        takeAll(limiter);

        Time.pass(Duration.ofMillis(124));
        assertThat(limiter.allow()).isFalse();

        Time.pass(Duration.ofMillis(1));
        assertThat(takeAll(limiter)).isEqualTo(1);
        Time.pass(Duration.ofMillis(300));
        assertThat(takeAll(limiter)).isEqualTo(2);
        Time.pass(Duration.ofDays(400));
        assertThat(takeAll(limiter)).isEqualTo(3);
    }

    @Test // pitfall 13
    void three_in_a_second_are_three_thousand_in_a_thousand_seconds() throws InterruptedException {
        var limiter = RateLimiter.perSecond(3).burst(1).build();
        takeAll(limiter);

        int taken = 0;
        while (Bubble.elapsed().compareTo(Duration.ofSeconds(1000)) < 0) {
            limiter.await();
            taken++;
        }

        assertThat(taken).isBetween(2999, 3001);
    }

    @Test // pitfall 13
    void two_billion_in_a_second_are_a_legal_rate() throws InterruptedException {
        var limiter = RateLimiter.perSecond(2e9).burst(100).build();

        assertThat(takeAll(limiter)).isEqualTo(100);
        Time.pass(Duration.ofNanos(13));
        assertThat(takeAll(limiter)).isEqualTo(26);
    }

    @Test
    void a_fraction_of_a_permit_in_a_second_is_a_legal_rate() throws InterruptedException {
        var limiter = RateLimiter.perSecond(0.01).build();
        takeAll(limiter);

        Time.pass(Duration.ofSeconds(99));
        assertThat(limiter.allow()).isFalse();
        Time.pass(SECOND);
        assertThat(limiter.allow()).isTrue();
    }

    @Test
    void permits_of_a_period_may_be_taken_at_once() throws InterruptedException {
        var limiter = RateLimiter.of(60, Duration.ofMinutes(1)).build();

        assertThat(takeAll(limiter)).isEqualTo(60);
        Time.pass(Duration.ofSeconds(17));
        assertThat(takeAll(limiter)).isEqualTo(17);
    }

    @Test
    @Deterministic(seeds = 1)
    void a_day_of_waiting_takes_a_day() throws InterruptedException {
        var limiter = RateLimiter.perSecond(0.01).burst(1).build();

        for (int i = 0; i <= 864; i++) {
            limiter.await();
        }

        assertThat(Bubble.elapsed())
                .isBetween(Duration.ofDays(1), Duration.ofDays(1).plusNanos(864));
    }

    @Test
    void waiters_come_in_one_after_the_other_whatever_they_want() throws InterruptedException {
        var limiter = RateLimiter.perSecond(10).burst(4).build();
        takeAll(limiter);
        var order = new ArrayList<String>();

        try (var scope = Scope.open()) {
            scope.go(() -> {
                limiter.await(4);
                order.add("many at " + Bubble.elapsed().toMillis());
            });
            Bubble.settle();
            scope.go(() -> {
                limiter.await();
                order.add("one at " + Bubble.elapsed().toMillis());
            });
            scope.join();
        }

        assertThat(order).containsExactly("many at 400", "one at 500");
    }

    @Test // pitfall 14
    void a_hundred_cancelled_waits_leave_the_next_one_as_if_they_had_never_come() throws InterruptedException {
        var limiter = RateLimiter.perSecond(2).burst(1).build();
        takeAll(limiter);
        try (var scope = Scope.open()) {
            List<Task<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(scope.go(() -> limiter.await()));
            }
            Bubble.settle();
            Collections.shuffle(waiting, new Random(17));

            waiting.forEach(Task::cancel);
            scope.join();
        }

        assertThat(limiter.reserve().delay()).isEqualTo(Duration.ofMillis(500));
        assertThat(Bubble.elapsed()).isZero();
    }

    @Test // pitfall 14
    void a_turn_that_was_given_back_goes_to_the_next_one_to_come_and_others_keep_theirs() {
        var limiter = RateLimiter.perSecond(1).burst(1).build();
        takeAll(limiter);
        var first = limiter.reserve();
        var second = limiter.reserve();
        var third = limiter.reserve();

        assertThat(second.cancel()).isTrue();
        assertThat(second.cancel()).isFalse();

        assertThat(limiter.reserve().delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(limiter.reserve().delay()).isEqualTo(Duration.ofSeconds(4));
        assertThat(List.of(first.delay(), third.delay())).containsExactly(SECOND, Duration.ofSeconds(3));
    }

    @Test
    void a_turn_given_back_that_has_come_can_be_taken_at_once() throws InterruptedException {
        var limiter = RateLimiter.perSecond(1).burst(3).build();
        takeAll(limiter);
        var first = limiter.reserve();
        var _ = limiter.reserve();

        Time.pass(Duration.ofMillis(1500));
        first.cancel();
        assertThat(limiter.available()).isEqualTo(1);
        assertThat(takeAll(limiter)).isEqualTo(1);
    }

    @Test
    void a_turn_given_back_so_late_that_it_would_come_together_with_the_next_is_gone() throws InterruptedException {
        var limiter = RateLimiter.perSecond(1).burst(1).build();
        takeAll(limiter);
        var first = limiter.reserve();
        var _ = limiter.reserve();

        Time.pass(Duration.ofMillis(1001));
        first.cancel();
        assertThat(limiter.available()).isZero();
        assertThat(limiter.allow()).isFalse();
        assertThat(limiter.reserve().delay()).isEqualTo(Duration.ofMillis(1999));
    }

    @Test // pitfall 14
    void a_caller_that_couldnt_come_in_before_its_deadline_doesnt_wait_at_all_and_takes_nothing() throws Exception {
        var limiter = RateLimiter.perSecond(2).burst(1).build();
        takeAll(limiter);

        try (var context = Context.background().withTimeout(Duration.ofMillis(499))) {
            context.run(() -> assertThatThrownBy(limiter::await)
                    .isInstanceOf(RateLimitedException.class)
                    .hasMessageContaining("in PT0.5S, not before the deadline, which is in PT0.499S")
                    .extracting(thrown -> ((RateLimitedException) thrown).retryAfter())
                    .isEqualTo(Duration.ofMillis(500)));
            assertThatThrownBy(() -> limiter.await(context)).isInstanceOf(RateLimitedException.class);
        }

        assertThat(Bubble.elapsed()).isZero();
        assertThatThrownBy(() -> limiter.await(Duration.ofMillis(499)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("in PT0.5S, after the timeout of PT0.499S");
        limiter.await(Duration.ofMillis(500));
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void a_context_ends_the_wait_and_the_turn_is_given_back() throws Exception {
        var limiter = RateLimiter.perSecond(1).burst(1).build();
        takeAll(limiter);

        try (var context = Context.background().withCancel();
                var scope = Scope.open().collectAll()) {
            var waiting = scope.go(() -> limiter.await(context));
            Bubble.settle();
            context.cancel();

            assertThatThrownBy(waiting::await).isInstanceOf(CancelledException.class);
        }

        assertThat(limiter.reserve().delay()).isEqualTo(SECOND);
    }

    @Test
    void await_with_a_context_waits_for_its_turn() throws Exception {
        var limiter = RateLimiter.perSecond(1).burst(1).build();

        try (var context = Context.background().withCancel()) {
            limiter.await(context);
            limiter.await(context);
        }

        assertThat(Bubble.elapsed()).isEqualTo(SECOND);
    }

    @Test
    void a_thread_that_was_interrupted_before_takes_nothing() {
        var limiter = RateLimiter.perSecond(1).burst(1).build();

        Thread.currentThread().interrupt();
        assertThatThrownBy(limiter::await).isInstanceOf(InterruptedException.class);

        assertThat(limiter.available()).isEqualTo(1);
    }

    @Test // pitfall 15
    void more_than_the_burst_is_refused_at_once() {
        var limiter = RateLimiter.perSecond(100).burst(5).build();

        assertThat(limiter.allow(6)).isFalse();
        assertThatThrownBy(() -> limiter.await(6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("permits must be at most the burst of 5, was 6");
        assertThatThrownBy(() -> limiter.reserve(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThat(limiter.allow(5)).isTrue();
    }

    @Test
    void a_new_rate_counts_for_calls_that_come_after_it() throws InterruptedException {
        var limiter = RateLimiter.perSecond(10).burst(4).build();
        assertThat(limiter.allow(3)).isTrue();

        limiter.change(1, 6);
        assertThat(takeAll(limiter)).isEqualTo(1);
        Time.pass(Duration.ofSeconds(2));
        assertThat(takeAll(limiter)).isEqualTo(2);
        Time.pass(Duration.ofMinutes(1));
        assertThat(takeAll(limiter)).isEqualTo(6);

        limiter.change(1000, 2);
        Time.pass(SECOND);
        assertThat(takeAll(limiter)).isEqualTo(2);
    }

    @Test
    void a_turn_taken_at_the_old_rate_can_be_given_back_at_the_new_one() {
        var limiter = RateLimiter.perSecond(10).burst(1).build();
        takeAll(limiter);
        var first = limiter.reserve();
        var second = limiter.reserve();
        first.cancel();

        limiter.change(1, 1);
        second.cancel();

        assertThat(limiter.reserve().delay()).isEqualTo(SECOND);
    }

    @Test
    void changing_the_rate_while_others_take_permits_loses_and_mints_none() throws InterruptedException {
        var limiter = RateLimiter.perSecond(1).burst(9).build();
        int[] taken = new int[1];

        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    for (int round = 0; round < 4; round++) {
                        boolean allowed = limiter.allow();
                        taken[0] += allowed ? 1 : 0;
                    }
                });
            }
            scope.go(() -> limiter.change(50, 9));
            scope.go(() -> limiter.change(3, 20));
            scope.join();
        }

        assertThat(taken[0]).isEqualTo(9);
    }

    @Test
    void a_cold_limiter_begins_with_one_permit_and_a_third_of_its_rate() throws InterruptedException {
        var limiter = RateLimiter.perSecond(300)
                .burst(50)
                .warmUp(Duration.ofSeconds(10))
                .build();

        assertThat(takeAll(limiter)).isEqualTo(1);
        int[] perSecond = new int[12];
        while (Bubble.elapsed().compareTo(Duration.ofSeconds(12)) < 0) {
            limiter.await();
            perSecond[(int) Math.min(11, Bubble.elapsed().toSeconds())]++;
        }

        assertThat(perSecond[0]).isBetween(108, 112);
        assertThat(perSecond[5]).isBetween(208, 212);
        assertThat(perSecond[10]).isBetween(299, 301);
        assertThat(perSecond).isSorted();
    }

    @Test
    void a_limiter_that_was_full_for_the_warm_up_is_cold_again() throws InterruptedException {
        var limiter = RateLimiter.perSecond(10)
                .burst(5)
                .warmUp(Duration.ofSeconds(30))
                .build();
        for (int i = 0; i < 600; i++) {
            limiter.await();
        }

        Time.pass(Duration.ofSeconds(29));
        assertThat(takeAll(limiter)).isEqualTo(5);
        Time.pass(Duration.ofSeconds(31));
        assertThat(takeAll(limiter)).isEqualTo(1);
        limiter.await();
        limiter.await();
        assertThat(limiter.allow()).isFalse();
    }

    @Test
    @Deterministic(seeds = 60)
    void no_time_sees_more_than_burst_and_rate_allow_whichever_waits_give_up() throws InterruptedException {
        double rate = 7;
        int burst = 3;
        var limiter = RateLimiter.perSecond(rate).burst(burst).build();
        var acted = new ArrayList<Long>();

        try (var scope = Scope.open()) {
            for (int i = 0; i < 40; i++) {
                var random = new Random(i);
                var task = scope.go(() -> {
                    Time.pass(Duration.ofMillis(random.nextInt(3000)));
                    int permits = 1 + random.nextInt(burst);
                    limiter.await(permits);
                    for (int permit = 0; permit < permits; permit++) {
                        acted.add(Bubble.elapsed().toNanos());
                    }
                });
                if (i % 3 == 0) {
                    scope.go(() -> {
                        Time.pass(Duration.ofMillis(random.nextInt(6000)));
                        task.cancel();
                    });
                }
            }
            scope.join();
        }

        double mostBeyondRate = 0;
        for (int from = 0; from < acted.size(); from++) {
            for (int to = from; to < acted.size(); to++) {
                double seconds = (acted.get(to) - acted.get(from)) / 1e9;
                mostBeyondRate = Math.max(mostBeyondRate, to - from + 1 - rate * seconds);
            }
        }
        assertThat(mostBeyondRate).isLessThanOrEqualTo(burst + 1e-6);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1e-10, 2e10, Double.NaN, Double.POSITIVE_INFINITY})
    void rejects_rates_that_are_none(double rate) {
        assertThatThrownBy(() -> RateLimiter.perSecond(rate)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejects_other_misuse() {
        var options = RateLimiter.perSecond(1);
        var limiter = options.build();

        assertThatThrownBy(() -> options.burst(0))
                .hasMessageContaining("burst must be from 1 to")
                .hasMessageEndingWith("was 0");
        assertThatThrownBy(() -> limiter.allow(0)).hasMessage("permits must be at least 1, was 0");
        assertThatThrownBy(() -> options.warmUp(Duration.ZERO)).hasMessage("warm-up must be more than 0, was PT0S");
        assertThatThrownBy(() -> RateLimiter.of(0, SECOND)).hasMessage("permits must be at least 1, was 0");
        assertThatThrownBy(() -> limiter.change(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
