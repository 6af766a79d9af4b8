package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes out where a predicate, a function or another hook of a policy throws: never less than what the call threw. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 10)
class HookFailureTest {
    @SuppressWarnings("StaticAssignmentOfThrowable") // a constant is what is tested
    private static final IOException CONSTANT = new IOException("constant");

    private final Retry retry = Retry.with(Backoff.fixed(Duration.ofMillis(10))).attempts(4);
    private int attempts;

    private static boolean rethrow(Throwable thrown) throws Exception {
        throw (Exception) thrown;
    }

    private String fail() throws IOException {
        attempts++;
        throw new IOException("failure " + attempts);
    }

    private static String failConstantly() throws IOException {
        throw CONSTANT;
    }

    @Test
    void a_retrys_predicate_that_rethrows_what_it_was_given_hides_nothing() {
        assertThatThrownBy(() -> retry.on(HookFailureTest::rethrow).call(IOException.class, this::fail))
                .isInstanceOf(IOException.class)
                .hasMessage("failure 1");
    }

    @Test
    void a_retrys_predicate_that_throws_hides_no_earlier_failure() {
        assertThatThrownBy(() -> retry.on(thrown -> {
                            if (attempts == 3) {
                                throw new IOException("predicate");
                            }
                            return true;
                        })
                        .call(IOException.class, this::fail))
                .isInstanceOf(IOException.class)
                .hasMessage("predicate")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("failure 1", "failure 2", "failure 3"));
    }

    @Test
    void a_function_that_says_when_to_retry_and_throws_doesnt_lose_the_failure() {
        assertThatThrownBy(() -> retry.retryAfter(_ -> {
                            throw new IllegalStateException("function");
                        })
                        .call(IOException.class, this::fail))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("failure 1"));
        assertThatThrownBy(() -> retry.retryAfter(thrown -> {
                            throw (Exception) thrown;
                        })
                        .call(IOException.class, HookFailureTest::failConstantly))
                .isSameAs(CONSTANT)
                .hasNoSuppressedExceptions();
    }

    /** Its time can't be told. */
    private static final class Vague extends IOException implements RetryAfter {
        private static final long serialVersionUID = 1L;

        @Override
        public Duration retryAfter() {
            throw new IllegalStateException("vague");
        }
    }

    @Test
    void an_exception_that_throws_when_asked_for_its_time_isnt_lost() {
        var vague = new Vague();

        assertThatThrownBy(() -> retry.call(IOException.class, () -> {
                    throw vague;
                }))
                .hasMessage("vague")
                .hasSuppressedException(vague);
    }

    @Test
    void a_predicate_of_results_that_throws_hides_no_earlier_failure() {
        assertThatThrownBy(() -> retry.onResult(_ -> {
                            throw new IOException("predicate");
                        })
                        .call(IOException.class, () -> attempts == 0 ? fail() : "fine"))
                .isInstanceOf(IOException.class)
                .hasMessage("predicate")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasAtLeastOneElementOfType(IOException.class));
    }

    @Test
    void a_breakers_predicate_that_rethrows_what_it_was_given_hides_nothing() {
        var breaker = CircuitBreaker.named("b")
                .failsOn(HookFailureTest::rethrow)
                .probes(1, Duration.ofMinutes(1))
                .build();

        assertThatThrownBy(() -> breaker.call(IOException.class, HookFailureTest::failConstantly))
                .isSameAs(CONSTANT)
                .hasNoSuppressedExceptions();
        assertThatThrownBy(() -> breaker.call(HookFailureTest::failConstantly))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(CONSTANT);
        assertThat(breaker.counts().calls()).isZero();
    }

    @Test
    void a_permit_of_a_breaker_tells_what_the_predicate_throws() {
        var breaker = CircuitBreaker.named("b")
                .failsOn(_ -> {
                    throw new IOException("predicate");
                })
                .build();

        try (var permit = breaker.admit()) {
            assertThatThrownBy(() -> permit.failure(CONSTANT))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .hasMessage("predicate")
                    .hasSuppressedException(CONSTANT);
        }
    }

    @Test
    void a_constant_exception_of_a_predicate_doesnt_grow_for_ever() {
        var constant = new IllegalStateException("predicate");
        var breaker = CircuitBreaker.named("b")
                .failsOn(_ -> {
                    throw constant;
                })
                .build();

        for (int i = 0; i < 300; i++) {
            assertThatThrownBy(() -> breaker.call(this::fail)).isSameAs(constant);
        }

        assertThat(constant.getSuppressed()).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void a_fallback_that_throws_doesnt_lose_the_failure() {
        var guard = Guard.none();

        assertThatThrownBy(() -> guard.<String>callOr(this::fail, _ -> {
                    throw new IllegalStateException("fallback");
                }))
                .hasMessage("fallback")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("failure 1"));
        assertThatThrownBy(() -> guard.<String>callOr(this::fail, failure -> {
                    throw failure;
                }))
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessage("failure 2")
                .hasNoSuppressedExceptions();
    }

    @Test
    @Deterministic(seeds = 50)
    void a_hedges_hook_that_throws_hides_no_result() throws InterruptedException {
        var hedge = Hedge.after(Duration.ofMillis(10)).attempts(3).build();
        var discarded = new ArrayList<Integer>();

        int result = hedge.call(
                RuntimeException.class,
                () -> {
                    int number = ++attempts;
                    Time.pass(Duration.ofMillis(30 - 10L * number)); // all end at the same moment
                    return number;
                },
                unwanted -> {
                    discarded.add(unwanted);
                    throw CONSTANT;
                });

        assertThat(result).isBetween(1, 3);
        assertThat(discarded).doesNotContain(result);
    }

    @Test
    void attempts_of_a_hedge_that_all_throw_one_constant_exception_dont_suppress_it_on_itself() {
        var hedge = Hedge.after(Duration.ofMillis(10)).attempts(3).build();

        assertThatThrownBy(() -> hedge.call(IOException.class, () -> {
                    Time.pass(Duration.ofMillis(50));
                    throw CONSTANT;
                }))
                .isSameAs(CONSTANT)
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).doesNotContain(thrown));
    }
}
