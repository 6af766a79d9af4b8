package dev.sluice.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a retry budget promises. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 10)
class RetryBudgetTest {
    private final RetryBudget budget = RetryBudget.of(10, 0.1);
    private final Retry retry = Retry.exponential(Duration.ofMillis(1)).budget(budget);

    @Test // ask 20
    void when_all_calls_fail_soon_nothing_is_tried_again() {
        int[] attempts = new int[1];
        for (int call = 0; call < 1000; call++) {
            assertThatThrownBy(() -> retry.call(IOException.class, () -> {
                        attempts[0]++;
                        throw new IOException("down");
                    }))
                    .isInstanceOf(IOException.class);
        }

        assertThat(attempts[0]).isBetween(1001, 1005);
    }

    @Test // ask 20
    void successes_bring_further_attempts_back() {
        for (int i = 0; i < 7; i++) {
            budget.failure();
        }
        assertThat(budget.allows()).isFalse();

        for (int i = 0; i < 20; i++) {
            budget.success();
        }
        assertThat(budget.allows()).isFalse();
        budget.success();
        assertThat(budget.allows()).isTrue();
    }

    @Test
    void has_never_more_than_all_and_never_less_than_none() {
        for (int i = 0; i < 1000; i++) {
            budget.success();
        }
        assertThat(budget).hasToString("retry budget (10.0 of 10)");

        for (int i = 0; i < 1000; i++) {
            budget.failure();
        }
        assertThat(budget).hasToString("retry budget (0.0 of 10)");
    }

    @Test // ask 20
    void attempts_that_run_are_not_ended_when_it_is_used_up() throws InterruptedException {
        Channel<String> reply = Channel.unbuffered();
        var hedge = Hedge.after(Duration.ofMillis(10)).budget(budget).build();
        try (var scope = Scope.open()) {
            var call = scope.go(() -> hedge.<String>call(reply::receive));
            Channel.after(Duration.ofMillis(20)).receive();
            Bubble.settle();
            for (int i = 0; i < 10; i++) {
                budget.failure();
            }

            assertThat(reply.length()).isZero();
            reply.send("first");
            assertThat(call.await()).isEqualTo("first");
        }
    }

    @Test
    void cancelled_attempts_cost_nothing() {
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> retry.call(() -> {
                        throw new InterruptedException();
                    }))
                    .isInstanceOf(InterruptedException.class);
        }

        assertThat(budget).hasToString("retry budget (10.0 of 10)");
    }

    @Test
    @Deterministic(seeds = 50)
    void what_many_note_at_once_is_all_counted() throws InterruptedException {
        try (var scope = Scope.open()) {
            for (int i = 0; i < 4; i++) {
                scope.go(budget::failure);
                scope.go(budget::success);
            }
            scope.join();
        }
        for (int i = 0; i < 6; i++) {
            budget.failure();
        }

        assertThat(budget.toString()).isBetween("retry budget (0.0 of 10)", "retry budget (0.4 of 10)");
    }

    @Test
    void rejects_misuse() {
        assertThatThrownBy(() -> RetryBudget.of(0, 0.1)).hasMessage("tokens must be from 1 to 1000000, was 0");
        assertThatThrownBy(() -> RetryBudget.of(10, 0))
                .hasMessage("tokens per success must be from 0.001 to 1, was 0.0");
        assertThatThrownBy(() -> RetryBudget.of(10, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
