package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Context;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.function.CheckedSupplier;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a retry promises, on a fake clock. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 10)
class RetryTest {
    private final Retry retry = Retry.exponential(Duration.ofMillis(100)).noJitter();
    private final List<Long> attempts = new ArrayList<>();

    /** Notes when it's called, fails so many times, and then answers. */
    private CheckedSupplier<String, Exception> failing(int times, Exception... failures) {
        return () -> {
            attempts.add(Bubble.elapsed().toMillis());
            if (attempts.size() <= times) {
                throw failures.length == 0
                        ? new IOException("failure " + attempts.size())
                        : failures[(attempts.size() - 1) % failures.length];
            }
            return "fine";
        };
    }

    private CheckedSupplier<String, Exception> failing() {
        return failing(Integer.MAX_VALUE);
    }

    private static final class Busy extends IOException implements RetryAfter {
        private static final long serialVersionUID = 1L;

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(3);
        }
    }

    @Test
    void tries_again_after_growing_delays_until_it_succeeds() throws InterruptedException {
        assertThat(retry.attempts(5).call(failing(3))).isEqualTo("fine");

        assertThat(attempts).containsExactly(0L, 100L, 300L, 700L);
    }

    @Test // pitfall 21
    void throws_the_last_failure_with_the_earlier_ones_suppressed() {
        assertThatThrownBy(() -> retry.call(IOException.class, failing()))
                .isInstanceOf(IOException.class)
                .hasMessage("failure 3")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("failure 1", "failure 2"));
        assertThat(attempts).hasSize(3);
    }

    @Test
    void a_checked_failure_that_isnt_named_comes_as_a_cause() {
        assertThatThrownBy(() -> retry.attempts(1).call(failing()))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void one_exception_thrown_again_and_again_isnt_suppressed_on_itself() {
        var always = new IOException("always");

        assertThatThrownBy(() -> retry.attempts(500)
                        .maxDelay(Duration.ofMillis(100))
                        .call(IOException.class, failing(Integer.MAX_VALUE, always)))
                .isSameAs(always)
                .hasNoSuppressedExceptions();
        assertThat(attempts).hasSize(500);
    }

    static Stream<Throwable> notRetried() {
        return Stream.of(
                new InterruptedException(),
                new CancelledException("cancelled", null),
                new CompletionException(new InterruptedException()),
                new OutOfMemoryError("error"),
                new AssertionError("error"));
    }

    @ParameterizedTest // pitfall 21
    @MethodSource("notRetried")
    void cancellations_and_errors_are_not_tried_again(Throwable thrown) {
        assertThatThrownBy(() -> retry.call(Exception.class, () -> {
                    attempts.add(0L);
                    switch (thrown) {
                        case Error e -> throw e;
                        case Exception e -> throw e;
                        default -> throw new IllegalArgumentException(thrown);
                    }
                }))
                .isSameAs(thrown);
        assertThat(attempts).hasSize(1);
    }

    @Test // pitfall 21
    void a_predicate_says_what_is_tried_again() {
        assertThatThrownBy(() -> retry.on(thrown -> !(thrown instanceof FileNotFoundException))
                        .call(IOException.class, failing(9, new IOException("busy"), new FileNotFoundException("404"))))
                .isInstanceOf(FileNotFoundException.class);
        assertThat(attempts).hasSize(2);
    }

    @Test
    void results_can_be_tried_again_and_the_last_one_is_the_outcome() throws InterruptedException {
        int[] number = new int[1];

        assertThat(retry.onResult(each -> each instanceof Integer status && status < 7)
                        .<Integer>call(() -> ++number[0]))
                .isEqualTo(3);
        number[0] = 4;
        assertThat(retry.onResult(each -> each instanceof Integer status && status < 7)
                        .<Integer>call(() -> ++number[0]))
                .isEqualTo(7);
    }

    @Test // pitfall 21
    void a_delay_beyond_the_deadline_fails_now() throws Exception {
        try (var context = Context.background().withTimeout(Duration.ofMillis(100))) {
            context.run(() -> assertThatThrownBy(() ->
                            Retry.with(Backoff.fixed(Duration.ofMillis(200))).call(IOException.class, failing()))
                    .hasMessage("failure 1"));
        }

        assertThat(Bubble.elapsed()).isZero();
    }

    @Test
    void attempts_go_on_while_the_next_one_begins_before_the_deadline() throws Exception {
        try (var context = Context.background().withTimeout(Duration.ofMillis(701))) {
            context.run(() -> assertThatThrownBy(() -> retry.attempts(9).call(IOException.class, failing()))
                    .hasMessage("failure 4"));
        }

        assertThat(attempts).containsExactly(0L, 100L, 300L, 700L);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void no_attempt_begins_after_the_longest_time() {
        assertThatThrownBy(() ->
                        retry.attempts(9).maxElapsed(Duration.ofMillis(300)).call(IOException.class, failing()))
                .hasMessage("failure 3");
        assertThat(attempts).containsExactly(0L, 100L, 300L);
    }

    @Test // pitfall 21
    void a_cancellation_ends_the_wait_at_once_and_says_what_had_failed() throws InterruptedException {
        var slow = Retry.with(Backoff.fixed(Duration.ofHours(1)));
        var ended = new ArrayList<Throwable>();
        try (var scope = Scope.open()) {
            var task = scope.go(() -> {
                try {
                    slow.call(failing());
                } catch (InterruptedException e) {
                    ended.add(e);
                }
            });
            Bubble.settle();
            task.cancel();
            scope.join();
        }

        assertThat(Bubble.elapsed()).isZero();
        assertThat(attempts).hasSize(1);
        assertThat(ended)
                .singleElement()
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("failure 1"));
    }

    @Test
    void what_fails_in_a_cancelled_goroutine_is_not_tried_again() throws InterruptedException {
        try (var scope = Scope.open().collectAll()) {
            var task = scope.go(() -> retry.call(IOException.class, () -> {
                attempts.add(0L);
                Context.current().cancel();
                throw new IOException("while cancelled");
            }));
            assertThatThrownBy(task::await).isInstanceOf(Exception.class);
        } catch (CompletionException _) {
            // the failure, once more
        }

        assertThat(attempts).hasSize(1);
    }

    @Test
    void waits_for_as_long_as_the_failure_asks_and_then_for_its_own_delay() throws InterruptedException {
        retry.call(failing(1, new Busy()));
        assertThat(attempts).containsExactly(0L, 3100L);

        attempts.clear();
        retry.retryAfter(thrown -> Duration.ofSeconds(1)).call(failing(1));
        assertThat(attempts.get(1) - attempts.get(0)).isEqualTo(1100L);
    }

    @Test
    void gives_up_at_once_if_the_failure_asks_for_more_than_there_is_time() {
        assertThatThrownBy(
                        () -> retry.maxElapsed(Duration.ofSeconds(3)).call(IOException.class, failing(9, new Busy())))
                .isInstanceOf(Busy.class);
        assertThat(Bubble.elapsed()).isZero();
    }

    @Test // pitfall 21
    void a_thousand_attempts_dont_overflow() {
        assertThatThrownBy(() -> retry.attempts(1000).call(IOException.class, failing()))
                .hasMessage("failure 1000");

        assertThat(Bubble.elapsed()).isBetween(Duration.ofSeconds(29_000), Duration.ofSeconds(30_000));
    }

    @Test // ask 21
    void an_attempt_that_takes_too_long_is_cancelled_and_made_again() throws InterruptedException {
        var result = retry.attemptTimeout(Duration.ofSeconds(2)).call(() -> {
            attempts.add(Bubble.elapsed().toMillis());
            if (attempts.size() < 3) {
                Time.pass(Duration.ofHours(1));
            }
            return "fine";
        });

        assertThat(result).isEqualTo("fine");
        assertThat(attempts).containsExactly(0L, 2100L, 4300L);
    }

    @Test // ask 21
    void an_attempt_that_always_takes_too_long_says_so() {
        assertThatThrownBy(() -> retry.attemptTimeout(Duration.ofSeconds(2)).call(() -> {
                    Time.pass(Duration.ofHours(1));
                    return "late";
                }))
                .isInstanceOf(TimeoutExceededException.class)
                .hasMessage("the attempt took longer than PT2S")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .filteredOn(TimeoutExceededException.class::isInstance)
                        .hasSize(2));
    }

    @Test
    void a_deadline_that_an_attempt_has_set_itself_is_no_timeout_of_the_retry() {
        assertThatThrownBy(() -> retry.attempts(1)
                        .attemptTimeout(Duration.ofMinutes(1))
                        .call(() -> {
                            try (var scope = Scope.open().deadline(Duration.ofMillis(3))) {
                                scope.go(() -> Time.pass(Duration.ofHours(1)));
                                scope.join();
                            }
                            return "late";
                        }))
                .isInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void the_callers_deadline_in_an_attempt_is_no_timeout() throws InterruptedException {
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open().deadline(Duration.ofSeconds(1))) {
                        scope.go(() -> retry.attemptTimeout(Duration.ofSeconds(2))
                                .call(() -> {
                                    attempts.add(0L);
                                    Time.pass(Duration.ofHours(1));
                                    return "late";
                                }));
                        scope.join();
                    }
                })
                .isInstanceOf(CancelledException.class);
        assertThat(attempts).hasSize(1);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void checked_failures_of_attempts_with_a_timeout_come_as_themselves() {
        var failure = new FileNotFoundException("gone");

        assertThatThrownBy(() -> retry.attempts(1)
                        .attemptTimeout(Duration.ofSeconds(2))
                        .call(IOException.class, failing(1, failure)))
                .isSameAs(failure);
    }

    @Test
    void refusals_are_tried_again_only_if_asked_for_and_after_the_time_they_name() throws InterruptedException {
        var breaker = CircuitBreaker.named("b").openFor(Duration.ofSeconds(5)).build();
        for (int i = 0; i < 10; i++) {
            CircuitBreakerTest.fail(breaker);
        }

        assertThatThrownBy(() -> retry.call(() -> breaker.call(failing(0)))).isInstanceOf(CircuitOpenException.class);
        assertThat(Bubble.elapsed()).isZero();
        assertThat(retry.on(RejectedException.class::isInstance).<String>call(() -> breaker.call(failing(0))))
                .isEqualTo("fine");
        assertThat(attempts).containsExactly(5100L);
    }

    @Test
    void a_predicate_that_throws_ends_it() {
        assertThatThrownBy(() -> retry.on(thrown -> {
                            throw new IllegalStateException("predicate");
                        })
                        .call(failing()))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .contains("failure 1"));
    }

    @Test
    void rejects_misuse() {
        assertThatThrownBy(() -> retry.attempts(0)).hasMessage("attempts must be at least 1, was 0");
        assertThatThrownBy(() -> retry.maxElapsed(Duration.ZERO))
                .hasMessage("elapsed time must be more than 0, was PT0S");
        assertThatThrownBy(() -> retry.attemptTimeout(Duration.ofNanos(-1))).hasMessageContaining("attempt timeout");
    }
}
