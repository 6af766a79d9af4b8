package dev.sluice.flow;

import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.limit;
import static dev.sluice.flow.Channels.mapOrdered;
import static dev.sluice.flow.Channels.repeat;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 100)
@NullUnmarked
class ChannelsMapOrderedTest {
    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    // ask 9: parallel map with order choice
    @Test
    void results_come_in_the_order_of_their_values() throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = mapOrdered(scope, generate(scope, upTo(20).iterator()), 4, x -> {
                Channel.after(Duration.ofMillis(x * 37 % 11)).receive();
                return x;
            });
            assertThat(Drain.all(out)).isEqualTo(upTo(20));
            scope.join();
        }
    }

    @Test
    void no_more_values_are_in_flight_than_goroutines() throws InterruptedException {
        Channel<Void> gate = Channel.unbuffered();
        var begun = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = mapOrdered(scope, generate(scope, upTo(9).iterator()), 3, x -> {
                begun.add(x);
                if (x == 0) {
                    gate.receive();
                }
                return x;
            });
            Bubble.settle();
            assertThat(begun).containsExactlyInAnyOrder(0, 1, 2); // 1 and 2 are done, and wait behind 0

            gate.close();
            assertThat(Drain.all(out)).isEqualTo(upTo(9));
            scope.join();
        }
    }

    @Test
    void a_failure_comes_in_its_order() throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = mapOrdered(scope, generate(scope, upTo(20).iterator()), 4, x -> {
                if (x == 5) {
                    throw new IOException("five"); // at once, while those before it take their time
                }
                Channel.after(Duration.ofMillis(10)).receive();
                return x;
            });
            for (int i = 0; i < 5; i++) {
                assertThat(out.receive()).isEqualTo(i);
            }
            assertThatThrownBy(out::receive).hasRootCauseMessage("five");
            scope.join();
        }
    }

    @Test
    void of_several_failures_the_first_in_order_counts() throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = mapOrdered(scope, generate(scope, upTo(20).iterator()), 4, x -> {
                throw new IOException("of " + x);
            });
            assertThatThrownBy(out::receive).hasRootCauseMessage("of 0");
            scope.join();
        }
    }

    @Test
    void an_error_of_the_input_comes_after_all_results() throws InterruptedException {
        Channel<Integer> in = Channel.buffered(3);
        for (int i = 0; i < 3; i++) {
            in.send(i);
        }
        in.closeWithError(new IOException("disk"));
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = mapOrdered(scope, in, 7, x -> {
                Channel.after(Duration.ofMillis(10 - x)).receive();
                return x;
            });
            assertThat(List.of(out.receive(), out.receive(), out.receive())).isEqualTo(upTo(3));
            assertThatThrownBy(out::receive).hasRootCauseMessage("disk");
            scope.join();
        }
    }

    // pitfall 25
    @Test
    void a_consumer_that_leaves_ends_all_goroutines() throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = limit(scope, mapOrdered(scope, repeat(scope, 1, 2, 3), 3, x -> -x), 5);
            assertThat(Drain.all(out)).containsExactly(-1, -2, -3, -1, -2);
            scope.join();
        }
    }

    @Test
    void every_result_is_received_or_handed_over_when_the_consumer_leaves() throws InterruptedException {
        var lost = new ArrayList<Integer>();
        var made = new ArrayList<Integer>();
        Channel<Integer> out = Channel.<Integer>onUndelivered(lost::add).unbuffered();
        var received = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> in = generate(scope, upTo(20).iterator());
            var loop = new OrderedMap<Integer, Integer>(
                    in,
                    out,
                    x -> {
                        made.add(x);
                        return x;
                    },
                    lost::add);
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    loop.run();
                    in.cancel();
                });
            }
            received.add(out.receive());
            received.add(out.receive());
            out.cancel();
            scope.join();
        }
        assertThat(received).containsExactly(0, 1);
        received.addAll(lost);
        assertThat(received).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void cancelling_the_scope_ends_all_goroutines() throws InterruptedException {
        Channel<Void> gate = Channel.unbuffered();
        try (var scope = Scope.open()) {
            mapOrdered(scope, repeat(scope, 1, 2, 3), 3, x -> {
                gate.receive();
                return x;
            });
            Bubble.settle();
            scope.cancel();
            scope.join();
        }
    }
}
