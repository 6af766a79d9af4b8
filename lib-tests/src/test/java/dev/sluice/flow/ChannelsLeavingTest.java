package dev.sluice.flow;

import static dev.sluice.flow.Channels.bridge;
import static dev.sluice.flow.Channels.fanOut;
import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.map;
import static dev.sluice.flow.Channels.merge;
import static dev.sluice.flow.Channels.or;
import static dev.sluice.flow.Channels.pace;
import static dev.sluice.flow.Channels.sleep;
import static dev.sluice.flow.Channels.split;
import static dev.sluice.flow.Channels.tee;
import static dev.sluice.flow.Channels.throttle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stages that have nothing to send when their consumer leaves end at once, and so do those that send to them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 40)
@NullUnmarked
class ChannelsLeavingTest {
    private static final Duration LONG = Duration.ofDays(10_000);

    // pitfall 25
    @ParameterizedTest
    @EnumSource
    void a_stage_with_an_idle_input_ends_when_its_consumers_leave(Operator operator) throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            List<? extends ReceiveChannel<?>> outs = operator.start(scope, in);
            Bubble.settle();

            outs.forEach(ReceiveChannel::cancel);

            assertThat(in.isClosed()).isTrue(); // by now, and not only when the stage has noticed
            scope.join(); // would find a deadlock if a goroutine still waited
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stage_whose_consumers_have_left_before_it_runs_ends(Operator operator) throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            operator.start(scope, in).forEach(ReceiveChannel::cancel);

            scope.join();
        }
        assertThat(in.isClosed()).isTrue();
    }

    // pitfall 25
    @ParameterizedTest
    @EnumSource
    void leaving_goes_up_through_idle_stages_to_the_source(Operator operator) throws InterruptedException {
        Channel<Integer> source = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> in = map(scope, map(scope, source, x -> x), x -> x);
            List<ReceiveChannel<Object>> outs = new ArrayList<>();
            for (ReceiveChannel<?> out : operator.start(scope, in)) {
                outs.add(map(scope, map(scope, out, x -> x), x -> x));
            }
            Bubble.settle();

            outs.forEach(ReceiveChannel::cancel);

            assertThat(source.isClosed()).isTrue();
            scope.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stage_that_is_busy_when_its_consumers_leave_ends_with_all_before_it(Operator operator)
            throws InterruptedException {
        Channel<Integer> source = Channel.unbuffered();
        try (var scope = Scope.open()) {
            List<? extends ReceiveChannel<?>> outs = operator.start(scope, map(scope, source, x -> x));
            scope.go(() -> {
                for (int i = 1; i <= 20 && source.sendIfOpen(i); i++) {
                    // then it is idle
                }
            });
            scope.go(() -> {
                outs.getFirst().receive();
                outs.forEach(ReceiveChannel::cancel);
            });

            scope.join();
        }
        assertThat(source.isClosed()).isTrue();
    }

    @Test
    void a_stage_of_several_outputs_goes_on_until_the_last_has_been_left() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var out = tee(scope, in);
            out.first().cancel();
            Bubble.settle();
            assertThat(in.isClosed()).isFalse();
            in.send(7);
            assertThat(out.second().receive()).isEqualTo(7);

            out.second().cancel();

            assertThat(in.isClosed()).isTrue();
            scope.join();
        }
    }

    // pitfall 26
    @Test
    void a_merge_leaves_all_of_its_idle_inputs() throws InterruptedException {
        Channel<Integer> first = Channel.unbuffered();
        Channel<Integer> second = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = merge(scope, first, second);
            Bubble.settle();

            out.cancel();

            assertThat(List.of(first, second)).allMatch(Channel::isClosed);
            scope.join();
        }
    }

    // pitfall 29
    @Test
    void a_bridge_leaves_an_idle_channel_and_those_that_wait_to_be_next() throws InterruptedException {
        Channel<Integer> current = Channel.unbuffered();
        Channel<Integer> next = Channel.unbuffered();
        Channel<Channel<Integer>> channels = Channel.buffered(2); // has no hook that would cancel what is in it
        channels.send(current);
        channels.send(next);
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = bridge(scope, channels);

            out.cancel(); // before the stage runs, and so before it knows of the first, or after

            scope.join();
        }
        assertThat(List.of(current, next, channels)).allMatch(Channel::isClosed);
    }

    @Test
    void an_or_whose_consumer_leaves_ends_and_cancels_no_signal() throws InterruptedException {
        Channel<Void> never = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Void> any = or(scope, never, Channel.after(LONG));
            Bubble.settle();

            any.cancel();

            scope.join();
        }
        assertThat(never.isClosed()).isFalse();
        assertThat(Bubble.elapsed()).isZero();
    }

    @Test
    void a_stage_that_waits_for_the_clock_with_a_value_in_hand_does_not_wait_it_out() throws InterruptedException {
        try (var scope = Scope.open()) {
            Channel<Integer> in = Channel.unbuffered();
            List<ReceiveChannel<Integer>> outs = List.of(
                    sleep(scope, generate(scope, 1, 2), LONG),
                    pace(scope, generate(scope, 1, 2), LONG),
                    throttle(scope, in, LONG));
            assertThat(outs.get(1).receive()).isEqualTo(1);
            in.send(1);
            assertThat(outs.get(2).receive()).isEqualTo(1);
            in.send(2);
            in.close(); // so no input is left to be cancelled
            Bubble.settle();

            outs.forEach(ReceiveChannel::cancel);

            scope.join();
        }
        assertThat(Bubble.elapsed()).isZero();
    }

    @Test
    void what_stages_upstream_hold_goes_to_the_hooks_of_their_outputs() throws InterruptedException {
        var lost = new ArrayList<Integer>();
        Channel<Integer> in = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        Channel<Integer> queue = Channel.<Integer>onUndelivered(lost::add).buffered(2);
        Channel<Integer> gate = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = map(scope, Channels.buffer(scope, in, queue), x -> {
                gate.receive(); // busy, and can't notice
                return x;
            });
            scope.go(() -> {
                for (int i = 1; in.sendIfOpen(i); i++) {
                    // 1 is with the function, 2 and 3 are in the queue, 4 waits to be put there
                }
            });
            Bubble.settle();

            out.cancel();
            gate.close();

            scope.join();
        }
        assertThat(lost).containsExactlyInAnyOrder(2, 3, 4);
    }

    @Test
    void an_output_that_the_user_closes_is_left() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        Channel<Integer> queue = Channel.buffered(1);
        try (var scope = Scope.open()) {
            Channels.buffer(scope, in, queue);
            Bubble.settle();

            queue.close();

            assertThat(in.isClosed()).isTrue();
            scope.join();
        }
    }

    @Test
    void a_stage_that_fails_leaves_inputs_that_others_of_its_goroutines_wait_at() throws InterruptedException {
        Channel<Integer> busy = Channel.unbuffered();
        Channel<Integer> idle = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = merge(scope, busy, idle);
            busy.closeWithError(new IOException("disk"));

            assertThatThrownBy(out::receive).hasCauseInstanceOf(IOException.class);
            scope.join();
        }
        assertThat(idle.isClosed()).isTrue();
    }

    @Test
    void branches_of_a_fan_out_or_split_are_left_one_by_one() throws InterruptedException {
        for (boolean fans : new boolean[] {true, false}) {
            Channel<Integer> in = Channel.unbuffered();
            try (var scope = Scope.open()) {
                List<ReceiveChannel<Integer>> outs = fans ? fanOut(scope, in, 3, x -> x) : split(scope, in, 3);
                Bubble.settle();
                outs.get(0).cancel();
                outs.get(2).cancel();
                assertThat(in.isClosed()).isFalse();

                outs.get(1).cancel();

                assertThat(in.isClosed()).isTrue();
                scope.join();
            }
        }
    }
}
