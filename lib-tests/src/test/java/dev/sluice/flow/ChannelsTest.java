package dev.sluice.flow;

import static dev.sluice.flow.Channels.buffer;
import static dev.sluice.flow.Channels.distinct;
import static dev.sluice.flow.Channels.filter;
import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.limit;
import static dev.sluice.flow.Channels.map;
import static dev.sluice.flow.Channels.repeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.Eventually;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 60)
@NullUnmarked
class ChannelsTest {
    private static ReceiveChannel<Integer> square(Scope scope, ReceiveChannel<Integer> in) throws InterruptedException {
        return map(scope, in, x -> x * x);
    }

    @Test
    void composition_reads_from_the_inside_out() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(Drain.all(square(scope, square(scope, generate(scope, 2, 3)))))
                    .containsExactly(16, 81);
            scope.join();
        }
    }

    @Test
    void generate_sends_what_an_iterator_has() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(Drain.all(generate(scope, IntStream.range(0, 7).iterator())))
                    .containsExactly(0, 1, 2, 3, 4, 5, 6);
            scope.join();
        }
    }

    @Test
    void generate_calls_a_supplier_until_it_returns_null() throws InterruptedException {
        var reader = new BufferedReader(new StringReader("one\ntwo\nthree"));
        try (var scope = Scope.open()) {
            assertThat(Drain.all(generate(scope, reader::readLine))).containsExactly("one", "two", "three");
            scope.join();
        }
    }

    @Test
    void generate_without_values_closes_at_once() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(Drain.all(Channels.<String>generate(scope))).isEmpty();
            scope.join();
        }
    }

    @Test
    void repeat_begins_again_until_the_consumer_leaves() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(Drain.all(limit(scope, repeat(scope, "a", "b", "c"), 7)))
                    .containsExactly("a", "b", "c", "a", "b", "c", "a");
            scope.join();
        }
    }

    @Test
    void repeat_of_nothing_is_refused() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> Channels.<String>repeat(scope))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("values must be at least 1, was 0");
        }
    }

    @Test
    void generate_calls_a_supplier_until_the_consumer_leaves() throws InterruptedException {
        var calls = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> numbers = generate(scope, () -> {
                calls.add(calls.size());
                return calls.size();
            });
            assertThat(Drain.all(limit(scope, numbers, 5))).containsExactly(1, 2, 3, 4, 5);
            scope.join();
        }
        assertThat(calls).hasSizeBetween(5, 7); // one may be in each goroutine's hand
    }

    @Test
    void filter_lets_through_what_fulfils_the_condition() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(Drain.all(filter(scope, generate(scope, 1, 2, 3, 4, 5, 6, 7), x -> x % 3 == 1)))
                    .containsExactly(1, 4, 7);
            scope.join();
        }
    }

    @Test
    void distinct_lets_each_value_through_once() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(Drain.all(distinct(scope, generate(scope, 3, 1, 3, 3, 2, 1))))
                    .containsExactly(3, 1, 2);
            scope.join();
        }
    }

    @Test
    void take_of_more_than_there_is_ends_with_its_input() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(Drain.all(limit(scope, generate(scope, 1, 2), 5))).containsExactly(1, 2);
            scope.join();
        }
    }

    @Test
    void take_of_nothing_leaves_at_once() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(Drain.all(limit(scope, repeat(scope, 1), 0))).isEmpty();
            assertThatThrownBy(() -> limit(scope, repeat(scope, 1), -1))
                    .hasMessage("values must be at least 0, was -1");
            scope.cancel();
            scope.join();
        }
    }

    @Test
    void a_buffer_lets_the_producer_run_ahead() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = buffer(scope, in, 3);

            for (int i = 1; i <= 4; i++) { // three in the buffer, and one in the hand of the goroutine
                in.send(i);
            }
            in.close();

            assertThat(Drain.all(out)).containsExactly(1, 2, 3, 4);
            scope.join();
        }
    }

    @Test
    void a_buffer_may_have_a_policy_and_a_hook() throws InterruptedException {
        var dropped = new ArrayList<Integer>();
        Channel<Integer> latest = Channel.<Integer>onUndelivered(dropped::add)
                .overflow(Channel.Overflow.DROP_OLDEST)
                .buffered(2);
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = buffer(scope, generate(scope, 1, 2, 3, 4, 5), latest);
            scope.join(); // nobody waits for the consumer

            assertThat(Drain.all(out)).containsExactly(4, 5);
        }
        assertThat(dropped).containsExactly(1, 2, 3);
    }

    @Test
    void map_in_several_goroutines_works_on_that_many_values_at_once() throws InterruptedException {
        Channel<Integer> gate = Channel.unbuffered();
        var inside = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, generate(scope, 1, 2, 3, 4, 5, 6, 7), 3, x -> {
                inside.add(x);
                gate.receive();
                return -x;
            });

            Bubble.settle();
            assertThat(inside).hasSize(3);
            gate.close();

            assertThat(Drain.all(out)).containsExactlyInAnyOrder(-1, -2, -3, -4, -5, -6, -7);
            scope.join();
        }
    }

    @Test
    void an_unordered_map_is_not_held_up_by_a_slow_value() throws InterruptedException {
        Channel<Integer> gate = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, generate(scope, 1, 2, 3, 4), 2, x -> {
                if (x == 1) {
                    gate.receive();
                }
                return x;
            });

            assertThat(List.of(out.receive(), out.receive(), out.receive())).containsExactlyInAnyOrder(2, 3, 4);
            gate.close();

            assertThat(Drain.all(out)).containsExactly(1);
            scope.join();
        }
    }

    @Test
    void a_stage_waits_for_its_consumer() throws InterruptedException {
        var made = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, generate(scope, 1, 2, 3), x -> {
                made.add(x);
                return x;
            });
            Bubble.settle();
            assertThat(made).containsExactly(1);

            out.receive();
            Eventually.becomes(() -> made.size() == 2);
            out.cancel();
            scope.join();
        }
        assertThat(made).containsExactly(1, 2);
    }
}
