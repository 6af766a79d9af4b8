package dev.sluice.flow;

import static dev.sluice.flow.Channels.buffer;
import static dev.sluice.flow.Channels.filter;
import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.limit;
import static dev.sluice.flow.Channels.map;
import static dev.sluice.flow.Channels.repeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.ChannelFailedException;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How stages end, and what they say of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 100)
@NullUnmarked
class ChannelsEndTest {
    // pitfall 25
    @Test
    void taking_three_of_an_infinite_generator_through_five_stages_leaves_nothing() throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> in = repeat(scope, 1, 2, 3, 4);
            in = map(scope, in, x -> x + 1);
            in = filter(scope, in, x -> x % 2 == 0);
            in = buffer(scope, in, 2);
            in = map(scope, in, 3, x -> x * 10);
            in = limit(scope, in, 3);

            assertThat(Drain.all(in)).hasSize(3).isSubsetOf(20, 40);
            scope.join(); // waits for all, and would find a deadlock if one was left
        }
    }

    @Test
    void a_consumer_that_leaves_ends_everything_upstream() throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, map(scope, repeat(scope, 7), x -> x), x -> x);
            assertThat(out.receive()).isEqualTo(7);

            out.cancel();

            scope.join();
        }
    }

    @Test
    void what_is_sent_when_the_consumer_leaves_goes_to_the_hook() throws InterruptedException {
        var lost = new ArrayList<Integer>();
        Channel<Integer> queue = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        Channel<Integer> in = Channel.<Integer>onUndelivered(lost::add).buffered(2);
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = buffer(scope, in, queue);
            in.send(1);
            in.send(2);
            in.send(3);
            assertThat(out.receive()).isEqualTo(1);

            out.cancel();

            scope.join();
        }
        assertThat(lost).containsExactlyInAnyOrder(2, 3);
    }

    @Test
    void a_scope_that_is_cancelled_hands_what_was_being_sent_to_the_hook() throws InterruptedException {
        var lost = new ArrayList<Integer>();
        Channel<Integer> queue = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        try (var scope = Scope.open()) {
            buffer(scope, generate(scope, 5), queue);
            Bubble.settle();
            scope.cancel();
            scope.join();
        }
        assertThat(lost).containsExactly(5);
    }

    @Test
    void an_error_of_the_input_comes_out_after_the_values_before_it() throws InterruptedException {
        var cause = new IOException("disk");
        Channel<Integer> in = Channel.buffered(2);
        in.send(1);
        in.send(2);
        in.closeWithError(cause);
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = filter(scope, map(scope, in, x -> -x), _ -> true);

            assertThat(out.receive()).isEqualTo(-1);
            assertThat(out.receive()).isEqualTo(-2);
            assertThatThrownBy(out::receive)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(cause);
            scope.join(); // the consumer was told, so the scope isn't
        }
    }

    @Test
    void a_function_that_throws_fails_the_output_and_stops_the_producers() throws InterruptedException {
        var cause = new IOException("odd");
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, repeat(scope, 2, 4, 5, 6), x -> {
                if (x % 2 == 1) {
                    throw cause;
                }
                return x;
            });

            assertThat(out.receive()).isEqualTo(2);
            assertThat(out.receive()).isEqualTo(4);
            assertThatThrownBy(out::receive)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(cause);
            scope.join();
        }
    }

    @Test
    void a_failure_after_the_consumer_has_left_fails_the_scope() throws InterruptedException {
        var cause = new IOException("late");
        Channel<Integer> gate = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, generate(scope, 1), _ -> {
                gate.receive();
                throw cause;
            });
            Bubble.settle();

            out.cancel();
            gate.close();

            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(cause);
        }
    }

    @Test
    void an_error_is_told_to_the_consumer_and_fails_the_scope() {
        var cause = new AssertionError("broken");
        Throwable thrown = catchThrowable(() -> {
            try (var scope = Scope.open()) {
                map(scope, generate(scope, 1), _ -> {
                    throw cause;
                });
                scope.join();
            }
        });
        assertThat(thrown).isSameAs(cause);
    }

    @Test
    void two_failures_of_one_stage_are_both_told() throws InterruptedException {
        Channel<Integer> gate = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, generate(scope, 1, 2), 2, x -> {
                gate.receive();
                throw new IllegalStateException("of " + x);
            });
            Bubble.settle(); // each has its value
            gate.close();
            scope.join();

            assertThatThrownBy(out::receive).cause().satisfies(first -> {
                assertThat(List.of(first.getSuppressed()))
                        .filteredOn(IllegalStateException.class::isInstance)
                        .hasSize(1);
            });
        }
    }

    @Test
    void a_result_of_null_is_a_failure() throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, generate(scope, 1), _ -> null);
            assertThatThrownBy(out::receive).hasCauseInstanceOf(NullPointerException.class);
            scope.join();
        }
    }

    @Test
    void a_stream_that_was_cut_off_does_not_look_complete() throws InterruptedException {
        ReceiveChannel<Integer> out;
        try (var scope = Scope.open()) {
            out = map(scope, repeat(scope, 1), x -> x);
            assertThat(out.receive()).isEqualTo(1);
        }
        assertThatThrownBy(() -> Drain.all(out)).hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void a_stage_in_a_cancelled_scope_ends_its_channels_without_having_run() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            scope.cancel();

            ReceiveChannel<Integer> out = map(scope, in, x -> x);

            assertThatThrownBy(out::receive).hasCauseInstanceOf(CancelledException.class);
            assertThat(in.isClosed()).isTrue();
            scope.join();
        }
    }

    @Test
    void a_stage_that_gets_no_slot_ends_its_input() throws InterruptedException {
        Channel<Integer> first = Channel.unbuffered();
        Channel<Integer> second = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var owner = scope.go(() -> {
                try (var limited = Scope.open().limit(1)) {
                    map(limited, first, x -> x);
                    map(limited, second, x -> x); // waits for the slot of the first
                }
            });
            Bubble.settle();
            owner.cancel();
            scope.join();
        }
        assertThat(second.isClosed()).isTrue();
    }

    @Test
    void a_stage_that_can_not_be_started_ends_its_input() {
        Channel<Integer> in = Channel.unbuffered();
        var scope = Scope.open();
        scope.close();

        assertThatThrownBy(() -> map(scope, in, x -> x)).isInstanceOf(IllegalStateException.class);

        assertThat(in.isClosed()).isTrue();
    }

    @Test
    void a_hook_that_throws_reaches_the_receiver_that_leaves_and_keeps_no_other_input() throws InterruptedException {
        Channel<Integer> first = withBadHook(1, 2);
        Channel<Integer> second = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = Channels.merge(scope, first, second);
            Bubble.settle(); // it holds 1, and 2 is in the buffer

            assertThatThrownBy(out::cancel).hasMessage("hook");

            scope.join();
        }
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isTrue();
    }

    @Test
    void a_hook_that_throws_when_a_stage_fails_fails_the_scope_too() throws InterruptedException {
        Channel<Integer> in = withBadHook(1, 2);
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, in, _ -> {
                throw new IOException("disk");
            });

            assertThatThrownBy(out::receive) // or the scope is cancelled by then, in which this waits
                    .cause()
                    .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
            assertThatThrownBy(scope::join).hasMessage("hook");
        }
    }

    private static Channel<Integer> withBadHook(int... values) throws InterruptedException {
        Channel<Integer> made = Channel.<Integer>onUndelivered(_ -> {
                    throw new IllegalArgumentException("hook");
                })
                .buffered(values.length);
        for (int value : values) {
            made.send(value);
        }
        return made;
    }

    @Test
    void an_input_that_has_failed_keeps_its_error_for_others() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        in.closeWithError(new IOException("disk"));
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, in, x -> x);
            assertThatThrownBy(out::receive).hasCauseInstanceOf(IOException.class);
            scope.join();
        }
        assertThatThrownBy(in::receive).hasCauseInstanceOf(IOException.class);
    }
}
