package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Scope;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the order of policies means, on a fake clock. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 10)
class GuardTest {
    private final CircuitBreakerOptions options =
            CircuitBreaker.named("b").window(4).minimumCalls(2).openFor(Duration.ofMinutes(1));
    private final CircuitBreaker breaker = options.build();
    private final RateLimiter limiter = RateLimiter.perSecond(1).burst(1).build();
    private final Retry retry = Retry.with(Backoff.fixed(Duration.ofMillis(10)));
    private final List<Long> attempts = new ArrayList<>();

    private final CheckedSupplier<String, IOException> broken = () -> {
        attempts.add(Bubble.elapsed().toMillis());
        throw new IOException("attempt " + attempts.size());
    };

    @Test
    void without_policies_it_just_makes_the_call() throws Exception {
        assertThat(Guard.none().<String>call(() -> "fine")).isEqualTo("fine");
        assertThatThrownBy(() -> Guard.none().call(IOException.class, broken)).hasMessage("attempt 1");
    }

    @Test
    void the_breaker_sees_each_attempt_and_stops_those_that_would_follow() {
        var guard = Guard.none().breaker(breaker).retry(retry.attempts(5));

        assertThatThrownBy(() -> guard.call(IOException.class, broken)).isInstanceOf(CircuitOpenException.class);

        assertThat(attempts).hasSize(2);
    }

    @Test
    void each_attempt_takes_a_permit_and_a_refusal_takes_none() {
        var guard = Guard.none().limiter(limiter).breaker(breaker).retry(retry.attempts(3));

        assertThatThrownBy(() -> guard.call(IOException.class, broken)).isInstanceOf(CircuitOpenException.class);
        assertThat(attempts).containsExactly(0L, 1000L);

        assertThatThrownBy(() -> guard.call(broken)).isInstanceOf(CircuitOpenException.class);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(1010));
    }

    @Test
    void the_wait_for_a_permit_is_neither_slowness_nor_part_of_the_timeout() throws Exception {
        var impatient = options.slowRate(0.5, Duration.ofMillis(500)).build();
        var guard = Guard.none().breaker(impatient).limiter(limiter).timeout(Duration.ofMillis(700));

        for (int i = 0; i < 4; i++) {
            assertThat(guard.<String>call(() -> "fine")).isEqualTo("fine");
        }

        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(impatient.counts()).isEqualTo(new CircuitBreaker.Counts(4, 0, 0));
    }

    @Test
    void an_attempt_that_takes_too_long_is_a_failure_of_which_the_breaker_knows() {
        var guard = Guard.none()
                .retry(retry.attempts(2).attemptTimeout(Duration.ofSeconds(1)))
                .breaker(breaker);

        assertThatThrownBy(() -> guard.call(() -> {
                    Time.pass(Duration.ofHours(1));
                    return "late";
                }))
                .isInstanceOf(TimeoutExceededException.class);

        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void a_hedges_loser_isnt_counted() throws Exception {
        var guard = Guard.none()
                .breaker(breaker)
                .hedge(Hedge.after(Duration.ofMillis(10)).build());

        String result = guard.call(() -> {
            attempts.add(Bubble.elapsed().toMillis());
            Time.pass(Duration.ofMillis(attempts.size() == 1 ? 1000 : 10));
            return "fine";
        });

        assertThat(result).isEqualTo("fine");
        assertThat(breaker.counts()).isEqualTo(new CircuitBreaker.Counts(1, 0, 0));
    }

    @Test
    void a_cancelled_wait_for_a_permit_gives_the_breakers_place_back() throws InterruptedException {
        assertThat(limiter.allow()).isTrue();
        for (int i = 0; i < 2; i++) {
            CircuitBreakerTest.fail(breaker);
        }
        Time.pass(Duration.ofMinutes(1));
        assertThat(limiter.allow()).isTrue();
        var guard = Guard.none().breaker(breaker).limiter(limiter);
        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                var probe = scope.go(() -> guard.<String>call(() -> "fine"));
                Bubble.settle();
                probe.cancel();
            }
            scope.join();
        }

        for (int i = 0; i < 3; i++) {
            CircuitBreakerTest.succeed(breaker);
        }
        assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void the_fallback_is_for_what_is_left_when_all_else_was_tried() throws InterruptedException {
        var guard = Guard.none().retry(retry);

        assertThat(guard.<String>callOr(broken, failure -> "instead of " + failure.getMessage()))
                .isEqualTo("instead of attempt 3");
        assertThat(guard.<String>callOr(() -> "fine", _ -> "instead")).isEqualTo("fine");
    }

    @Test
    void the_fallback_is_not_for_cancellations_and_errors() {
        var guard = Guard.none().retry(retry);

        assertThatThrownBy(() -> guard.<String>callOr(
                        () -> {
                            throw new CancelledException("enough", null);
                        },
                        _ -> "instead"))
                .isInstanceOf(CancelledException.class);
        assertThatThrownBy(() -> guard.<String>callOr(
                        () -> {
                            throw new AssertionError("broken");
                        },
                        _ -> "instead"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> guard.<String>callOr(
                        () -> {
                            throw new InterruptedException();
                        },
                        _ -> "instead"))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void all_policies_together_make_a_call() throws Exception {
        var patient = options.minimumCalls(4).build();
        var guard = Guard.none()
                .timeout(Duration.ofSeconds(1))
                .limiter(limiter)
                .breaker(patient)
                .hedge(Hedge.after(Duration.ofMillis(100)).build())
                .retry(retry);
        int[] number = new int[1];

        String result = guard.call(IOException.class, () -> {
            if (++number[0] == 1) {
                throw new IOException("once");
            }
            return "fine";
        });

        assertThat(result).isEqualTo("fine");
        assertThat(patient.counts()).isEqualTo(new CircuitBreaker.Counts(2, 1, 0));
    }
}
