package dev.sluice.flow;

import static dev.sluice.flow.Channels.generate;
import static dev.sluice.flow.Channels.limit;
import static dev.sluice.flow.Channels.map;
import static dev.sluice.flow.Channels.mapOrdered;
import static dev.sluice.flow.Channels.merge;
import static dev.sluice.flow.Channels.or;
import static dev.sluice.flow.Channels.orDone;
import static dev.sluice.flow.Channels.repeat;
import static dev.sluice.flow.Channels.split;
import static dev.sluice.flow.Channels.tee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In real time and on real threads: sizes, and races that need two of them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck
@NullUnmarked
class ChannelsStressTest {
    // pitfall 24
    @Test
    void or_of_ten_thousand_channels_takes_one_goroutine() throws InterruptedException {
        List<Channel<Void>> signals = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            signals.add(Channel.unbuffered());
        }
        try (var scope = Scope.open()) {
            ReceiveChannel<Void> any = or(scope, signals);
            assertThat(scope.toString()).endsWith("(1 goroutines)");

            signals.get(7_777).close();

            assertThat(any.receive()).isNull();
            scope.join();
        }
    }

    // pitfall 34
    @Test
    void orDone_takes_the_stop_in_ten_thousand_of_ten_thousand() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            Channel<Integer> work = Channel.buffered(1);
            Channel<Void> stop = Channel.unbuffered();
            work.send(i);
            stop.close();
            try (var scope = Scope.open()) {
                assertThat(orDone(scope, stop, work).receive()).isNull();
            }
        }
    }

    @Test
    void a_value_is_in_exactly_one_place_while_consumers_come_and_go() throws InterruptedException {
        for (int round = 0; round < 500; round++) {
            var received = new AtomicLong();
            var lost = new AtomicLong();
            var sent = new AtomicLong();
            Channel<Integer> in =
                    Channel.<Integer>onUndelivered(lost::addAndGet).unbuffered();
            List<Channel<Integer>> outs = IntStream.range(0, 3)
                    .mapToObj(
                            _ -> Channel.<Integer>onUndelivered(lost::addAndGet).unbuffered())
                    .toList();
            int leavesAfter = round % 7;
            try (var scope = Scope.open()) {
                scope.go(() -> {
                    Split.run(in, outs);
                    in.cancel();
                });
                scope.go(() -> {
                    for (int i = 1; i <= 50; i++) {
                        sent.addAndGet(i);
                        if (!Outlet.send(in, i)) {
                            break;
                        }
                    }
                    in.close();
                });
                for (Channel<Integer> out : outs) {
                    scope.go(() -> {
                        for (int i = 0; i < leavesAfter; i++) {
                            Integer value = out.receive();
                            received.addAndGet(value);
                        }
                        out.cancel();
                    });
                }
                scope.join();
            }
            assertThat(received.get() + lost.get()).isEqualTo(sent.get());
        }
    }

    @Test
    void of_failures_that_come_at_once_the_first_in_order_counts() throws InterruptedException {
        for (int round = 0; round < 1_000; round++) {
            try (var scope = Scope.open()) {
                ReceiveChannel<Integer> out = mapOrdered(scope, generate(scope, 0, 1, 2, 3, 4), 4, x -> {
                    throw new IllegalArgumentException("of " + x);
                });
                assertThatThrownBy(out::receive).hasRootCauseMessage("of 0");
                scope.join();
            }
        }
    }

    @Test
    void nothing_is_lost_between_many_stages() throws InterruptedException {
        int count = 20_000;
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> in =
                    generate(scope, IntStream.range(0, count).iterator());
            var both = tee(scope, mapOrdered(scope, in, 3, x -> x));
            ReceiveChannel<Integer> merged = merge(scope, split(scope, both.first(), 4));
            var second = scope.go(() -> Drain.all(both.second()));

            assertThat(Drain.all(merged)).hasSize(count).doesNotHaveDuplicates();
            assertThat(second.await())
                    .isEqualTo(IntStream.range(0, count).boxed().toList());
            scope.join();
        }
    }

    // pitfall 25
    @Test
    void a_chain_of_a_thousand_stages_ends_when_its_consumer_leaves() throws InterruptedException {
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> in = repeat(scope, 1);
            for (int i = 0; i < 1_000; i++) {
                in = map(scope, in, x -> x + 1);
            }
            assertThat(Drain.all(limit(scope, in, 3))).containsExactly(1_001, 1_001, 1_001);
            scope.join();
        }
    }

    // pitfall 25
    @ParameterizedTest
    @EnumSource
    void whenever_the_consumer_leaves_nothing_is_left(Operator operator) throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            int sends = round % 5;
            Channel<Integer> source = Channel.unbuffered();
            try (var scope = Scope.open()) {
                List<? extends ReceiveChannel<?>> outs = operator.start(scope, map(scope, source, x -> x));
                scope.go(() -> {
                    for (int i = 1; i <= sends && source.sendIfOpen(i); i++) {
                        // then it is idle
                    }
                });
                for (ReceiveChannel<?> out : outs) {
                    scope.go(() -> {
                        out.tryReceive();
                        out.cancel();
                    });
                }
                scope.join(); // the test hangs where a stage hasn't noticed
            }
            assertThat(source.isClosed()).isTrue();
        }
    }

    @Test
    void leaving_goes_through_five_thousand_idle_stages() throws InterruptedException {
        Channel<Integer> source = Channel.unbuffered();
        try (var scope = Scope.open()) {
            ReceiveChannel<Integer> out = source;
            for (int i = 0; i < 5_000; i++) {
                out = map(scope, out, x -> x + 1);
            }
            source.send(7);
            assertThat(out.receive()).isEqualTo(5_007);

            out.cancel();

            assertThat(source.isClosed()).isTrue();
            scope.join();
        }
    }
}
