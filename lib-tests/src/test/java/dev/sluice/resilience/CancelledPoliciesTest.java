package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What policies do when the context of their caller is cancelled, on a fake clock. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 50)
class CancelledPoliciesTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final RateLimiter limiter = RateLimiter.perSecond(1).burst(2).build();
    private final KeyedRateLimiter<String> keyed =
            KeyedRateLimiter.perSecond(1).burst(2).build();
    private final Retry retry = Retry.with(Backoff.fixed(MOMENT));
    private final AtomicInteger attempts = new AtomicInteger();

    private String failAfter(Duration time) throws Exception {
        attempts.incrementAndGet();
        try {
            Time.pass(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException("woken", null);
        }
        throw new IOException("failure");
    }

    /** Runs code in a goroutine; returns what it threw after its context was cancelled by an exception. */
    private static Throwable cancelledAfter(Duration time, CheckedRunnable<?> code) throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        try (var scope = Scope.open()) {
            var task = scope.go(() -> {
                try {
                    code.run();
                } catch (Throwable t) {
                    thrown.set(t);
                }
            });
            Time.pass(time);
            task.cancel();
            scope.join();
        }
        return thrown.get();
    }

    @Test
    void in_a_cancelled_context_no_permit_is_taken_though_there_is_one() throws Exception {
        try (var other = Context.background().withCancel();
                var context = Context.background().withCancel()) {
            var why = new CancelledException("enough", null);
            context.cancel(why);
            var turn = limiter.reserve();
            List<CheckedRunnable<InterruptedException>> waits = List.of(
                    limiter::await,
                    () -> limiter.await(2),
                    () -> limiter.await(other),
                    () -> limiter.await(context),
                    () -> keyed.await("ada"),
                    turn::await);

            for (var wait : waits) {
                context.run(() -> assertThatThrownBy(wait::run)
                        .isInstanceOf(ContextCancelledException.class)
                        .hasCause(why));
            }
            context.run(
                    () -> assertThatThrownBy(() -> limiter.await(LONG)).isInstanceOf(ContextCancelledException.class));
        }

        assertThat(limiter.available()).isEqualTo(2);
        assertThat(keyed.allow("ada", 2)).isTrue();
    }

    @Test
    void another_context_that_is_cancelled_is_told_as_its_own_cancellation() throws Exception {
        try (var other = Context.background().withCancel()) {
            other.cancel();

            assertThatThrownBy(() -> limiter.await(other)).isInstanceOf(CancelledException.class);
        }

        assertThat(limiter.available()).isEqualTo(2);
    }

    @Test
    void of_a_permit_and_a_cancellation_at_the_same_moment_the_turn_is_used_or_given_back()
            throws InterruptedException {
        assertThat(limiter.allow(2)).isTrue();

        Throwable thrown = cancelledAfter(Duration.ofSeconds(1), limiter::await);

        if (thrown == null) {
            assertThat(limiter.available()).isZero();
        } else {
            assertThat(thrown).isInstanceOf(ContextCancelledException.class);
            assertThat(limiter.available()).isEqualTo(1);
        }
    }

    @Test
    void a_permit_that_would_come_at_the_deadline_is_refused_at_once() throws Exception {
        assertThat(limiter.allow(2)).isTrue();
        assertThat(keyed.allow("ada", 2)).isTrue();

        try (var context = Context.background().withTimeout(Duration.ofSeconds(1))) {
            context.run(() -> {
                assertThatThrownBy(limiter::await).isInstanceOf(RateLimitedException.class);
                assertThatThrownBy(() -> limiter.await(LONG)).isInstanceOf(RateLimitedException.class);
                assertThatThrownBy(() -> keyed.await("ada")).isInstanceOf(RateLimitedException.class);
            });
            assertThatThrownBy(() -> limiter.await(context)).isInstanceOf(RateLimitedException.class);
        }

        assertThat(Bubble.elapsed()).isZero();
    }

    @Test
    void a_cancelled_reservation_cant_be_waited_for() {
        var turn = limiter.reserve();
        turn.cancel();

        assertThatThrownBy(turn::await).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_retry_that_waits_makes_no_attempt_more_and_says_what_had_failed() throws InterruptedException {
        Throwable thrown = cancelledAfter(Duration.ofMillis(50), () -> retry.call(() -> failAfter(Duration.ZERO)));

        assertThat(thrown).isInstanceOf(ContextCancelledException.class);
        assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("failure");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void of_the_end_of_a_retrys_delay_and_a_cancellation_one_counts() throws InterruptedException {
        Throwable thrown = cancelledAfter(MOMENT, () -> retry.call(() -> failAfter(LONG.dividedBy(3_600_000))));

        assertThat(thrown)
                .isInstanceOfAny(ContextCancelledException.class, IllegalStateException.class, IOException.class);
        assertThat(attempts.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void in_a_cancelled_context_a_hedge_and_a_timeout_make_no_attempt() throws Exception {
        var hedge = Hedge.after(MOMENT).build();
        var timeout = Guard.none().timeout(LONG);
        try (var context = Context.background().withCancel()) {
            context.cancel();
            context.run(() -> {
                assertThatThrownBy(() -> hedge.call(() -> failAfter(MOMENT)))
                        .isInstanceOf(ContextCancelledException.class);
                assertThatThrownBy(() -> timeout.call(() -> failAfter(MOMENT)))
                        .isInstanceOf(ContextCancelledException.class);
            });
        }

        assertThat(attempts).hasValue(0);
    }

    @Test
    void a_hedge_tells_its_callers_cancellation_though_attempts_fail_because_of_it() throws InterruptedException {
        var hedge = Hedge.after(MOMENT).build();

        assertThat(cancelledAfter(MOMENT.multipliedBy(2), () -> hedge.call(() -> failAfter(LONG))))
                .isInstanceOf(ContextCancelledException.class);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void a_hedge_whose_attempts_fail_at_the_moment_of_a_cancellation_tells_one_or_the_other()
            throws InterruptedException {
        var hedge = Hedge.after(MOMENT).attempts(1).build();

        Throwable thrown = cancelledAfter(MOMENT, () -> hedge.call(IOException.class, () -> failAfter(MOMENT)));

        assertThat(thrown).isInstanceOfAny(ContextCancelledException.class, IOException.class);
    }

    @Test
    void a_hedge_and_a_timeout_keep_a_result_that_came_at_the_moment_of_the_cancellation() throws InterruptedException {
        var hedge = Hedge.after(LONG).build();
        var timeout = Guard.none().timeout(LONG);
        var made = new AtomicInteger();
        var got = new AtomicInteger();

        for (Guard guard : List.of(Guard.none().hedge(hedge), timeout)) {
            made.set(0);
            got.set(0);
            Throwable thrown = cancelledAfter(MOMENT, () -> {
                int result = guard.<Integer>call(() -> {
                    Time.pass(MOMENT);
                    return made.incrementAndGet();
                });
                got.set(result);
            });

            if (thrown == null) {
                assertThat(got).hasValue(1);
            } else {
                assertThat(thrown).isInstanceOf(ContextCancelledException.class);
            }
        }
    }

    @Test
    void of_a_timeout_and_the_callers_deadline_at_the_same_moment_the_deadline_counts() throws InterruptedException {
        var timeout = Guard.none().timeout(MOMENT);
        var thrown = new AtomicReference<Throwable>();
        var cancelled = new AtomicReference<Throwable>();

        try (var context = Context.current().withTimeout(MOMENT)) {
            context.run(() -> {
                try {
                    timeout.<String>call(() -> failAfter(LONG));
                } catch (Throwable t) {
                    thrown.set(t);
                    cancelled.set(Context.current().cause());
                }
            });
        }

        assertThat(thrown.get())
                .isInstanceOf(
                        cancelled.get() == null ? TimeoutExceededException.class : ContextCancelledException.class);
    }

    @Test
    void a_timeout_is_told_as_one_whatever_the_attempt_throws_because_of_it() {
        var timeout = Guard.none().timeout(MOMENT);

        assertThatThrownBy(() -> timeout.call(() -> failAfter(LONG))).isInstanceOf(TimeoutExceededException.class);
        assertThatThrownBy(() -> timeout.call(() -> {
                    Time.pass(LONG);
                    return "late";
                }))
                .isInstanceOf(TimeoutExceededException.class);
    }

    @Test
    void an_attempt_that_ends_at_the_moment_of_its_timeout_counts_or_doesnt() throws InterruptedException {
        var timeout = Guard.none().timeout(MOMENT);

        try {
            String result = timeout.call(() -> {
                Time.pass(MOMENT);
                return "fine";
            });
            assertThat(result).isEqualTo("fine");
        } catch (TimeoutExceededException e) {
            assertThat(e).hasMessage("the attempt took longer than PT0.1S");
        }
    }

    @Test
    void a_deadline_inside_of_a_call_is_a_failure_of_the_call() throws InterruptedException {
        int[] made = new int[1];

        String result = retry.call(() -> {
            if (++made[0] == 2) {
                return "fine";
            }
            try (var scope = Scope.open().deadline(MOMENT)) {
                scope.go(() -> Time.pass(LONG));
                Time.pass(LONG);
                return "late";
            }
        });

        assertThat(result).isEqualTo("fine");
    }

    @Test
    void an_unwanted_result_is_discarded_by_code_that_may_wait() throws InterruptedException {
        var discarded = new AtomicInteger();
        var hedge = Hedge.after(Duration.ofMillis(10)).build();

        int result = hedge.call(
                RuntimeException.class,
                () -> {
                    int number = attempts.incrementAndGet();
                    try {
                        Time.pass(number == 1 ? LONG : MOMENT);
                    } catch (InterruptedException _) {
                        return number; // made a result nevertheless
                    }
                    return number;
                },
                unwanted -> {
                    Time.pass(Duration.ofMillis(1));
                    discarded.set(unwanted);
                });

        assertThat(result).isEqualTo(2);
        assertThat(discarded).hasValue(1);
    }
}
