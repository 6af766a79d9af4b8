package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
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

/** What a hedge promises, on a fake clock. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 50)
class HedgeTest {
    private final HedgeOptions options = Hedge.after(Duration.ofMillis(30));
    private final Hedge hedge = options.build();
    private final List<Long> begun = new ArrayList<>();
    private int cancelled;

    /** Each attempt takes its own time in milliseconds, and answers its number; a negative time is one to fail after. */
    private CheckedSupplier<Integer, Exception> taking(int... millis) {
        return () -> {
            int number = begun.size();
            begun.add(Bubble.elapsed().toMillis());
            try {
                Time.pass(Duration.ofMillis(Math.abs(millis[number])));
            } catch (InterruptedException e) {
                cancelled++;
                throw e;
            }
            if (millis[number] < 0) {
                throw new IOException("attempt " + number);
            }
            return number;
        };
    }

    @Test // ask 20
    void a_quick_call_is_made_once() throws InterruptedException {
        assertThat(hedge.call(taking(29))).isZero();

        assertThat(begun).containsExactly(0L);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(29));
    }

    @Test // ask 20
    void a_slow_call_is_made_again_and_the_first_result_wins() throws InterruptedException {
        assertThat(hedge.call(taking(500, 20))).isEqualTo(1);

        assertThat(begun).containsExactly(0L, 30L);
        assertThat(cancelled).isEqualTo(1);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void the_first_attempt_may_still_win() throws InterruptedException {
        assertThat(hedge.call(taking(40, 500))).isZero();

        assertThat(cancelled).isEqualTo(1);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(40));
    }

    @Test
    void several_attempts_begin_one_after_the_other() throws InterruptedException {
        assertThat(options.attempts(4).build().call(taking(500, 500, 500, 5))).isEqualTo(3);

        assertThat(begun).containsExactly(0L, 30L, 60L, 90L);
        assertThat(cancelled).isEqualTo(3);
    }

    @Test
    void an_attempt_that_fails_isnt_replaced() {
        assertThatThrownBy(() -> hedge.call(IOException.class, taking(-10, 5))).hasMessage("attempt 0");

        assertThat(begun).hasSize(1);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void a_failure_loses_against_an_attempt_that_runs() throws Exception {
        assertThat(hedge.call(IOException.class, taking(-50, 100))).isEqualTo(1);

        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(130));
    }

    @Test
    void when_all_have_failed_the_first_failure_is_thrown_with_the_others() {
        assertThatThrownBy(() -> hedge.call(IOException.class, taking(-70, -60)))
                .hasMessage("attempt 0")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .contains("attempt 1"));
    }

    @Test // ask 20
    void without_budget_a_call_is_made_once() throws InterruptedException {
        var budget = RetryBudget.of(1, 0.001);
        budget.failure();

        assertThat(options.budget(budget).build().call(taking(500))).isZero();
        assertThat(begun).hasSize(1);
    }

    @Test
    void a_caller_that_is_cancelled_leaves_no_attempt_behind() throws InterruptedException {
        try (var scope = Scope.open()) {
            var task = scope.go(() -> hedge.call(taking(10_000, 10_000)));
            Channel.after(Duration.ofMillis(40)).receive();
            task.cancel();
            scope.join();
        }

        assertThat(cancelled).isEqualTo(2);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMillis(40));
    }

    @Test
    void results_that_are_not_returned_are_discarded_each_once() throws InterruptedException {
        var discarded = new ArrayList<Integer>();
        CheckedSupplier<Integer, Exception> body = taking(40, 10, 10);

        int result = hedge.call(RuntimeException.class, body, discarded::add); // both end at the same moment

        assertThat(discarded).doesNotContain(result);
        assertThat(discarded.size() + cancelled).isEqualTo(1);
    }

    @Test // ask 20
    void learns_when_a_call_is_slow() throws InterruptedException {
        var learning = Hedge.atPercentile(75, Duration.ofSeconds(1)).build();
        assertThat(learning.delay()).isEqualTo(Duration.ofSeconds(1));

        for (int call = 0; call < 160; call++) {
            int millis = call % 10 == 0 ? 200 : 10 + call % 10;
            learning.call(() -> {
                Time.pass(Duration.ofMillis(millis));
                return millis;
            });
        }

        assertThat(learning.delay()).isBetween(Duration.ofMillis(15), Duration.ofMillis(19));
    }

    @Test
    void null_is_a_result() throws InterruptedException {
        assertThat(hedge.<Object>call(() -> null)).isNull();
    }

    @Test
    void rejects_misuse() {
        assertThatThrownBy(() -> Hedge.after(Duration.ofNanos(-1)))
                .hasMessage("delay must be at least 0, was PT-0.000000001S");
        assertThatThrownBy(() -> Hedge.atPercentile(100, Duration.ZERO)).hasMessageContaining("was 100.0");
        assertThatThrownBy(() -> options.attempts(0)).hasMessage("attempts must be at least 1, was 0");
    }
}
