package dev.sluice.flow;

import static dev.sluice.flow.Channels.bridge;
import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.map;
import static dev.sluice.flow.Channels.merge;
import static dev.sluice.flow.Channels.or;
import static dev.sluice.flow.Channels.orDone;
import static dev.sluice.flow.Channels.repeat;
import static dev.sluice.flow.Channels.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 100)
@NullUnmarked
class ChannelsMergeTest {
    @Test
    void merge_has_all_values_and_keeps_the_order_of_each_input() throws InterruptedException {
        try (var scope = Scope.open()) {
            List<Integer> all = Drain.all(
                    merge(scope, generate(scope, 1, 2, 3), generate(scope, 11, 12), Channels.<Integer>generate(scope)));

            assertThat(all).containsExactlyInAnyOrder(1, 2, 3, 11, 12);
            assertThat(all).containsSubsequence(1, 2, 3).containsSubsequence(11, 12);
            scope.join();
        }
    }

    @Test
    void merge_of_nothing_is_closed() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(Drain.all(merge(scope, List.<ReceiveChannel<Integer>>of())))
                    .isEmpty();
            scope.join();
        }
    }

    // pitfall 26
    @Test
    @Deterministic(seeds = 10)
    void merge_of_many_inputs_leaves_nothing_when_its_consumer_leaves_after_one() throws InterruptedException {
        try (var scope = Scope.open()) {
            List<ReceiveChannel<Integer>> inputs = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                inputs.add(repeat(scope, i));
            }
            ReceiveChannel<Integer> out = merge(scope, inputs);
            out.receive();

            out.cancel();

            scope.join();
            assertThat(inputs).allMatch(ReceiveChannel::isClosed);
        }
    }

    // pitfall 27
    @Test
    void merge_goes_on_with_the_others_when_one_input_is_closed_and_does_not_spin() throws InterruptedException {
        Channel<Integer> first = Channel.unbuffered();
        Channel<Integer> second = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = merge(scope, first, second);
            first.close();
            Bubble.settle(); // never comes back if the stage goes on without waiting
            scope.go(() -> {
                second.send(7);
                second.send(8);
                second.close();
            });

            assertThat(Drain.all(out)).containsExactly(7, 8);
            scope.join();
        }
    }

    @Test
    void merge_fails_as_soon_as_an_input_does_and_leaves_the_others() throws InterruptedException {
        Channel<Integer> bad = Channel.unbuffered();
        Channel<Integer> idle = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = merge(scope, bad, idle);
            bad.closeWithError(new IOException("disk"));

            assertThatThrownBy(out::receive).hasCauseInstanceOf(IOException.class);
            scope.join();
            assertThat(idle.isClosed()).isTrue();
        }
    }

    @Test
    void zip_makes_one_of_two_and_ends_with_the_shorter() throws InterruptedException {
        try (var scope = Scope.open()) {
            var out = zip(scope, generate(scope, 1, 2, 3), repeat(scope, "a", "b"), (n, s) -> n + s);
            assertThat(Drain.all(out)).containsExactly("1a", "2b", "3a");
            scope.join();
        }
    }

    @Test
    void zip_ends_though_the_other_input_is_idle() throws InterruptedException {
        Channel<Integer> idle = Channel.unbuffered();
        Channel<Integer> short_ = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var out = zip(scope, idle, short_, Integer::sum);
            short_.close();
            assertThat(Drain.all(out)).isEmpty();
            scope.join();
            assertThat(idle.isClosed()).isTrue();
        }
    }

    @Test
    void bridge_sends_one_channel_after_the_other() throws InterruptedException {
        try (var scope = Scope.open()) {
            var out = bridge(scope, map(scope, generate(scope, 1, 2, 3), n -> generate(scope, n, n * 10)));
            assertThat(Drain.all(out)).containsExactly(1, 10, 2, 20, 3, 30);
            scope.join();
        }
    }

    // pitfall 29
    @Test
    void bridge_cancels_the_current_channel_and_those_to_come_when_its_consumer_leaves() throws InterruptedException {
        try (var scope = Scope.open()) {
            var out = bridge(scope, map(scope, repeat(scope, 1, 2), n -> repeat(scope, n)));
            assertThat(out.receive()).isEqualTo(1);
            assertThat(out.receive()).isEqualTo(1);

            out.cancel();

            scope.join(); // a deadlock if an inner generator still waited
        }
    }

    // pitfall 29
    @Test
    void null_can_not_be_a_channel_in_a_channel() throws InterruptedException {
        try (var scope = Scope.open()) {
            var out = bridge(scope, map(scope, generate(scope, 1), _ -> (ReceiveChannel<Integer>) null));
            assertThatThrownBy(out::receive).hasCauseInstanceOf(NullPointerException.class);
            scope.join();
        }
    }

    @Test
    void bridge_fails_with_the_channel_it_is_at() throws InterruptedException {
        Channel<Integer> bad = Channel.buffered(1);
        bad.send(7);
        bad.closeWithError(new IOException("disk"));
        Channel<Integer> next = Channel.unbuffered();
        try (var scope = Scope.open()) {
            Channel<Channel<Integer>> channels = Channel.buffered(2);
            channels.send(bad);
            channels.send(next);
            var out = bridge(scope, channels);

            assertThat(out.receive()).isEqualTo(7);
            assertThatThrownBy(out::receive).hasCauseInstanceOf(IOException.class);
            scope.join();
        }
        assertThat(next.isClosed()).isTrue();
    }

    @Test
    void or_happens_when_any_signal_does_and_cancels_none() throws InterruptedException {
        Channel<Void> never = Channel.unbuffered();
        Channel<Void> stop = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var any = or(scope, never, stop, Channel.after(Duration.ofSeconds(7)));
            scope.go(() -> {
                Channel.after(Duration.ofSeconds(3)).receive();
                stop.close();
            });

            assertThat(any.receive()).isNull();
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(3));
            scope.join();
        }
        assertThat(never.isClosed()).isFalse();
    }

    @Test
    void or_happens_with_a_value_too() throws InterruptedException {
        Channel<Void> never = Channel.unbuffered();
        try (var scope = Scope.open()) {
            assertThat(or(scope, never, Channel.after(Duration.ofSeconds(7))).receive())
                    .isNull();
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(7));
            scope.join();
        }
    }

    @Test
    void or_of_nothing_is_refused() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> or(scope)).hasMessage("signals must be at least 1, was 0");
        }
    }

    // pitfall 25
    @Test
    void orDone_ends_the_stream_and_its_producer() throws InterruptedException {
        Channel<Void> stop = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var out = orDone(scope, stop, repeat(scope, 7));
            assertThat(out.receive()).isEqualTo(7);

            stop.close();

            List<Integer> rest = Drain.all(out);
            assertThat(rest).isSubsetOf(7).hasSizeLessThan(2); // one may have been taken before
            scope.join();
        }
    }

    @Test
    void orDone_ends_though_the_input_is_idle() throws InterruptedException {
        Channel<Integer> idle = Channel.unbuffered();
        try (var scope = Scope.open();
                var context = Context.current().withTimeout(Duration.ofSeconds(5))) {
            assertThat(Drain.all(orDone(scope, context.done(), idle))).isEmpty();
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(5));
            scope.join();
        }
        assertThat(idle.isClosed()).isTrue();
    }

    // pitfall 34
    @Test
    void orDone_stops_though_there_is_work() throws InterruptedException {
        Channel<Void> stop = Channel.unbuffered();
        Channel<Integer> work = Channel.buffered(100);
        for (int i = 0; i < 100; i++) {
            work.send(i);
        }
        stop.close();
        try (var scope = Scope.open()) {
            assertThat(Drain.all(orDone(scope, stop, work))).isEmpty();
            scope.join();
        }
    }

    @Test
    void orDone_hands_the_value_it_holds_when_it_stops_to_the_hook() throws InterruptedException {
        var lost = new ArrayList<Integer>();
        Channel<Void> stop = Channel.unbuffered();
        Channel<Integer> in = Channel.unbuffered();
        Channel<Integer> out = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        try (var scope = Scope.open()) {
            scope.go(() -> Signals.orDone(stop, in, out));
            in.send(5);
            stop.close();
            scope.join();
        }
        assertThat(lost).containsExactly(5);
    }
}
