package dev.sluice.flow;

import static dev.sluice.flow.Channels.batch;
import static dev.sluice.flow.Channels.debounce;
import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.pace;
import static dev.sluice.flow.Channels.repeat;
import static dev.sluice.flow.Channels.sleep;
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

/** Stages that go by the clock: the bubble's, on which everything comes exactly when it is due. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 60)
@NullUnmarked
class ChannelsTimeTest {
    private record At<T>(long millis, T value) {}

    /** Sends the values at these times, and then closes. */
    @SafeVarargs
    private static <T> ReceiveChannel<T> schedule(Scope scope, At<T>... values) throws InterruptedException {
        Channel<T> out = Channel.unbuffered();
        scope.go("schedule", () -> {
            for (At<T> each : values) {
                Channel.after(Duration.ofMillis(each.millis).minus(Bubble.elapsed()))
                        .receive();
                if (!out.sendIfOpen(each.value)) {
                    return;
                }
            }
            out.close();
        });
        return out;
    }

    private static <T> At<T> at(long millis, T value) {
        return new At<>(millis, value);
    }

    private static <T> List<At<T>> drain(ReceiveChannel<T> channel) throws InterruptedException {
        List<At<T>> values = new ArrayList<>();
        for (T value = channel.receive(); value != null; value = channel.receive()) {
            values.add(at(Bubble.elapsed().toMillis(), value));
        }
        return values;
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void a_batch_is_sent_when_it_is_full() throws InterruptedException {
        try (var scope = Scope.open()) {
            var out = batch(scope, generate(scope, 1, 2, 3, 4, 5, 6, 7), 3, millis(200));
            assertThat(drain(out)).containsExactly(at(0, List.of(1, 2, 3)), at(0, List.of(4, 5, 6)), at(0, List.of(7)));
            scope.join();
        }
    }

    // ask 10: batch by time
    @Test
    void a_batch_is_sent_when_its_first_value_has_waited_long_enough() throws InterruptedException {
        try (var scope = Scope.open()) {
            var in = schedule(scope, at(7, "a"), at(150, "b"), at(206, "c"), at(208, "d"), at(500, "e"));
            assertThat(drain(batch(scope, in, 100, millis(200))))
                    .containsExactly(
                            at(207, List.of("a", "b", "c")),
                            at(408, List.of("d")),
                            at(500, List.of("e"))); // the end of the input doesn't wait
            scope.join();
        }
    }

    @Test
    void a_batch_that_is_not_full_is_sent_before_the_error_of_the_input() throws InterruptedException {
        Channel<Integer> in = Channel.buffered(2);
        in.send(1);
        in.send(2);
        in.closeWithError(new IOException("disk"));
        try (var scope = Scope.open()) {
            var out = batch(scope, in, 3, millis(200));
            assertThat(out.receive()).containsExactly(1, 2);
            assertThatThrownBy(out::receive).hasCauseInstanceOf(IOException.class);
            scope.join();
        }
    }

    @Test
    void the_time_of_a_batch_may_be_as_long_as_a_century() throws InterruptedException {
        try (var scope = Scope.open()) {
            var out = batch(scope, generate(scope, 1, 2), 2, Duration.ofDays(36_500));
            assertThat(drain(out)).containsExactly(at(0, List.of(1, 2)));
            assertThatThrownBy(() -> batch(scope, out, 1, Duration.ZERO))
                    .hasMessage("time must be more than 0 and at most 36500 days, was PT0S");
            assertThatThrownBy(() -> batch(scope, out, 0, millis(1))).hasMessage("size must be at least 1, was 0");
            scope.join();
        }
    }

    @Test
    void a_batch_that_is_interrupted_loses_nothing_silently() throws InterruptedException {
        var lost = new ArrayList<List<Integer>>();
        Channel<List<Integer>> out =
                Channel.<List<Integer>>onUndelivered(lost::add).unbuffered();
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            scope.go(() -> new Batch<Integer>(in, out, 5, millis(200)).run());
            in.send(1);
            in.send(2);
            Bubble.settle();
            scope.cancel();
            scope.join();
        }
        assertThat(lost).containsExactly(List.of(1, 2));
        assertThat(out.isClosed()).isTrue();
    }

    @Test
    void sleep_holds_each_value() throws InterruptedException {
        try (var scope = Scope.open()) {
            assertThat(drain(sleep(scope, generate(scope, "a", "b", "c"), millis(70))))
                    .containsExactly(at(70, "a"), at(140, "b"), at(210, "c"));
            scope.join();
        }
    }

    @Test
    void pace_keeps_values_apart_and_holds_up_none_that_is_late() throws InterruptedException {
        try (var scope = Scope.open()) {
            var in = schedule(scope, at(0, "a"), at(0, "b"), at(10, "c"), at(500, "d"), at(530, "e"));
            assertThat(drain(pace(scope, in, millis(70))))
                    .containsExactly(at(0, "a"), at(70, "b"), at(140, "c"), at(500, "d"), at(570, "e"));
            scope.join();
        }
    }

    @Test
    void throttle_sends_the_first_at_once_and_then_the_newest() throws InterruptedException {
        try (var scope = Scope.open()) {
            var in = schedule(scope, at(0, 0), at(30, 1), at(60, 2), at(90, 3), at(130, 4), at(310, 5), at(320, 6));
            assertThat(drain(throttle(scope, in, millis(100))))
                    .containsExactly(at(0, 0), at(100, 3), at(200, 4), at(310, 5), at(410, 6));
            scope.join();
        }
    }

    @Test
    void throttle_does_not_hold_up_a_producer_whose_consumer_is_slow() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var out = throttle(scope, in, millis(100));
            for (int i = 1; i <= 5; i++) {
                in.send(i);
            }
            in.close();

            assertThat(drain(out)).containsExactly(at(0, 5));
            scope.join();
        }
    }

    @Test
    void debounce_waits_until_it_is_quiet() throws InterruptedException {
        try (var scope = Scope.open()) {
            var in = schedule(scope, at(0, "a"), at(60, "b"), at(120, "c"), at(400, "d"), at(430, "e"));
            assertThat(drain(debounce(scope, in, millis(100))))
                    .containsExactly(at(220, "c"), at(430, "e")); // the end of the input doesn't wait
            scope.join();
        }
    }

    @Test
    void debounce_replaces_a_value_that_waits_for_its_consumer() throws InterruptedException {
        Channel<Integer> in = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var out = debounce(scope, in, millis(100));
            in.send(1);
            Channel.after(millis(150)).receive();
            in.send(2);

            assertThat(out.receive()).isEqualTo(2);
            assertThat(Bubble.elapsed()).isEqualTo(millis(250));
            in.close();
            assertThat(out.receive()).isNull();
            scope.join();
        }
    }

    @Test
    void throttle_and_debounce_send_the_last_value_before_an_error() throws InterruptedException {
        try (var scope = Scope.open()) {
            Channel<Integer> left = Channel.buffered(2);
            Channel<Integer> right = Channel.buffered(2);
            for (Channel<Integer> each : List.of(left, right)) {
                each.send(1);
                each.send(2);
                each.closeWithError(new IOException("disk"));
            }
            var throttled = throttle(scope, left, millis(100));
            var debounced = debounce(scope, right, millis(100));

            Integer last = throttled.receive();
            assertThat(last == 1 ? throttled.receive() : last).isEqualTo(2); // 2 may have overtaken 1
            assertThatThrownBy(throttled::receive).hasCauseInstanceOf(IOException.class);
            assertThat(debounced.receive()).isEqualTo(2);
            assertThatThrownBy(debounced::receive).hasCauseInstanceOf(IOException.class);
            scope.join();
        }
    }

    // pitfall 25
    @Test
    void timed_stages_end_when_their_consumers_leave() throws InterruptedException {
        try (var scope = Scope.open()) {
            for (ReceiveChannel<?> out : List.of(
                    batch(scope, repeat(scope, 1), 3, millis(10)),
                    sleep(scope, repeat(scope, 1), millis(10)),
                    pace(scope, repeat(scope, 1), millis(10)))) {
                out.receive();
                out.cancel();
            }
            var debounced = debounce(scope, sleep(scope, repeat(scope, 1), millis(30)), millis(10));
            var throttled = throttle(scope, sleep(scope, repeat(scope, 1), millis(30)), millis(10));
            debounced.receive();
            throttled.receive();
            debounced.cancel();
            throttled.cancel();
            scope.join();
        }
    }

    // pitfall 12
    @Test
    @Deterministic(seeds = 2)
    void a_batch_of_many_values_leaves_no_timer() throws InterruptedException {
        try (var scope = Scope.open()) {
            var out = batch(
                    scope,
                    generate(scope, java.util.Collections.nCopies(10_000, 1).iterator()),
                    7,
                    millis(3_600_000));
            assertThat(Drain.all(out)).hasSize(1429);
            scope.join();
        }
        assertThat(Bubble.elapsed()).isZero(); // and the bubble fails where a timer is left
    }

    @Test
    void what_a_timed_stage_holds_when_it_is_cut_off_goes_to_the_hook() throws InterruptedException {
        var lost = new ArrayList<Integer>();
        Channel<Integer> in = Channel.unbuffered();
        Channel<Integer> throttled = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        Channel<Integer> debounced = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        Channel<Integer> slept = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        try (var scope = Scope.open()) {
            scope.go(() -> Throttle.run(in, throttled, millis(50), lost::add));
            Bubble.settle();
            in.send(1);
            in.send(2);
            scope.go(() -> Debounce.run(in, debounced, millis(50), lost::add));
            scope.go(() -> Relay.sleep(in, slept, millis(50)));
            in.send(3);
            in.send(4);
            in.send(5);
            Bubble.settle();
            scope.cancel();
            scope.join();
        }
        assertThat(lost).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }
}
