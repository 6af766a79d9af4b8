package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extreme numbers and durations: they work, or are refused at once by a message that names the argument. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class CoreArgumentsTest {
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration MOST_NEGATIVE = Duration.ofSeconds(Long.MIN_VALUE);

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, Channel.MAX_CAPACITY + 1})
    void a_limit_out_of_range_is_refused_by_its_own_name(int limit) {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> scope.limit(limit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limit must be from 1 to 268435456, was " + limit);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, Channel.MAX_CAPACITY + 1})
    void a_capacity_out_of_range_is_refused(int capacity) {
        assertThatThrownBy(() -> Channel.buffered(capacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity must be from 0 to 268435456, was " + capacity);
    }

    @Test
    void the_largest_bounds_take_no_memory_before_they_are_used() throws InterruptedException {
        for (int i = 0; i < 100; i++) { // a gigabyte each, if it were taken at once
            Channel<Integer> channel = Channel.buffered(Channel.MAX_CAPACITY);
            channel.send(1);
            assertThat(channel.receive()).isEqualTo(1);
            try (var scope = Scope.open().limit(Channel.MAX_CAPACITY)) {
                scope.go(() -> 1);
                scope.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void too_few_successes_are_refused(int successes) {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> scope.atLeast(successes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("atLeast must be at least 1, was " + successes);
        }
    }

    @Test
    void the_longest_durations_are_waited_for_and_negative_ones_are_over() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(1);
        assertThat(channel.receive(MOST_NEGATIVE)).isInstanceOf(Received.Empty.class);
        channel.send(1, LONGEST);
        assertThat(channel.receive(LONGEST)).isEqualTo(new Received.Value<>(1));
        assertThat(Channel.after(LONGEST).tryReceive()).isInstanceOf(Received.Empty.class);
        assertThat(Channel.after(MOST_NEGATIVE).tryReceive()).isInstanceOf(Received.Value.class);
        assertThat(Context.background().withTimeout(LONGEST).isCancelled()).isFalse();
        assertThat(Context.background().withTimeout(MOST_NEGATIVE).isCancelled())
                .isTrue();
        assertThat(Context.background().withDeadline(Instant.MAX).isCancelled()).isFalse();
        assertThat(Context.background().withDeadline(Instant.MIN).isCancelled()).isTrue();
        assertThatCode(() -> Scope.open().deadline(LONGEST).close()).doesNotThrowAnyException();
        try (var select = Select.open()) {
            var late = select.timeout(MOST_NEGATIVE);
            select.timeout(LONGEST);
            assertThat(select.await()).isSameAs(late);
        }
    }
}
