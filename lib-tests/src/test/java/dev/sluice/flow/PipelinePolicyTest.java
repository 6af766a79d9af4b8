package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.resilience.Backoff;
import dev.sluice.resilience.CircuitBreaker;
import dev.sluice.resilience.CircuitOpenException;
import dev.sluice.resilience.RateLimiter;
import dev.sluice.resilience.Retry;
import dev.sluice.resilience.TimeoutExceededException;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Policies around the items of a stage. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 50)
class PipelinePolicyTest {
    private final Map<Integer, Integer> attempts = new HashMap<>();

    private static Pipeline<Integer> numbers(int count) {
        return Pipeline.from(IntStream.rangeClosed(1, count).boxed().toList());
    }

    private int attempt(int number) {
        return attempts.merge(number, 1, Integer::sum);
    }

    private static void work(Duration time) throws InterruptedException {
        Channel.after(time).receive();
    }

    @Test
    void an_item_is_tried_again() throws InterruptedException {
        List<Integer> result = numbers(5)
                .map("flaky", workers(2), number -> {
                    if (attempt(number) < 3) {
                        throw new IOException("not yet");
                    }
                    return number;
                })
                .retry(Retry.exponential(Duration.ofSeconds(1)).attempts(3))
                .toList()
                .run();

        assertThat(result).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(attempts.values()).containsOnly(3);
    }

    @Test
    void what_fails_again_and_again_is_a_dead_letter_once() throws InterruptedException {
        List<FailedItem> failed = new ArrayList<>();

        numbers(3)
                .onEach(number -> {
                    attempt(number);
                    throw new IOException("never");
                })
                .retry(Retry.exponential(Duration.ofSeconds(1)).attempts(4))
                .deadLetter(failed::add)
                .discard()
                .run();

        assertThat(failed).extracting(FailedItem::item).containsExactly(1, 2, 3);
        assertThat(attempts.values()).containsOnly(4);
    }

    @Test
    void an_item_that_takes_too_long_has_failed() {
        RunnablePipeline<List<Integer>> pipeline = numbers(2)
                .map(number -> {
                    work(Duration.ofMinutes(number));
                    return number;
                })
                .timeout(Duration.ofSeconds(90))
                .toList();

        assertThatThrownBy(pipeline::run).isInstanceOf(TimeoutExceededException.class);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(150));
    }

    @Test
    void a_policy_stands_around_those_said_before_it() throws InterruptedException {
        List<String> log = new ArrayList<>();

        numbers(1)
                .onEach(number -> {
                    attempt(number);
                    work(Duration.ofMinutes(1));
                })
                .timeout(Duration.ofSeconds(20)) // each attempt
                .retry(Retry.with(Backoff.fixed(Duration.ZERO)).attempts(10))
                .timeout(Duration.ofSeconds(50)) // all of them
                .deadLetter(failed -> log.add(failed.failure().getClass().getSimpleName()))
                .discard()
                .run();

        assertThat(log).containsExactly("TimeoutExceededException");
        assertThat(attempts).containsEntry(1, 3);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(50));
    }

    @Test
    void items_are_begun_no_faster_than_the_limit() throws InterruptedException {
        numbers(11)
                .onEach("call", workers(4), _ -> {})
                .rateLimit(RateLimiter.of(1, Duration.ofSeconds(2)).build())
                .discard()
                .run();

        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void an_open_breaker_fails_items_at_once() throws InterruptedException {
        List<Exception> failures = new ArrayList<>();

        numbers(10)
                .onEach(number -> {
                    attempt(number);
                    throw new IOException("down");
                })
                .circuitBreaker(
                        CircuitBreaker.named("api").window(4).minimumCalls(4).build())
                .deadLetter(failed -> failures.add(failed.failure()))
                .discard()
                .run();

        assertThat(attempts).hasSize(4);
        assertThat(failures.subList(4, 10)).hasOnlyElementsOfType(CircuitOpenException.class);
    }

    @Test
    void a_policy_needs_a_stage_that_does_items_one_by_one() {
        assertThatThrownBy(() -> numbers(1).timeout(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("timeout must follow a map, mapOptional, flatMap, filter or onEach; stage source is none");
        assertThatThrownBy(() -> numbers(1).map(i -> i).timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit must be more than 0 and at most 36500 days, was PT0S");
    }
}
