package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.World;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many channels in one select, and many waits of one select: nothing grows, nothing is left. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class SelectManyTest {
    private static final int CHANNELS = 10_000;
    private static final int WAITS = 1_000_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_of_ten_thousand_channels_ends_the_wait(boolean ordered) throws InterruptedException {
        List<Channel<Integer>> channels = IntStream.range(0, CHANNELS)
                .mapToObj(_ -> Channel.<Integer>unbuffered())
                .toList();
        try (var select = ordered ? Select.open().ordered() : Select.open();
                var scope = Scope.open()) {
            var cases = channels.stream().map(select::receive).toList();
            for (int i : new int[] {0, CHANNELS / 2, CHANNELS - 1}) {
                assertThat(select.poll()).isNull();
                Task<Select.Case> waiting = scope.go(select::await);
                for (Channel<Integer> each : channels) {
                    Waiting.receiversWaitAt(each, 1);
                }

                if (i == CHANNELS - 1) {
                    channels.get(i).close();
                } else {
                    channels.get(i).send(i);
                }

                assertThat(waiting.await()).isSameAs(cases.get(i));
                SelectMatrixTest.assertThatNobodyWaitsAt(channels.toArray(Channel<?>[]::new));
            }
            scope.join();
        }
    }

    @Test
    void two_selects_over_the_same_thousand_channels_find_each_other() throws InterruptedException {
        int rounds = 200;
        List<Channel<Integer>> channels = IntStream.range(0, 1_000)
                .mapToObj(_ -> Channel.<Integer>unbuffered())
                .toList();
        try (var receiving = Select.open();
                var sending = Select.open();
                var scope = Scope.open()) {
            channels.forEach(receiving::receive);
            channels.reversed().forEach(each -> sending.send(each, () -> 1));
            scope.go(() -> {
                for (int i = 0; i < rounds; i++) {
                    sending.await();
                }
            });
            for (int i = 0; i < rounds; i++) {
                assertThat(((Select.Receive<?>) receiving.await()).value()).isEqualTo(1);
            }
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(channels.toArray(Channel<?>[]::new));
    }

    @Test
    void a_million_waits_with_a_long_timeout_leave_nothing_and_allocate_nothing() throws InterruptedException {
        Channel<Integer> values = Channel.buffered(1);
        Channel<Integer> silent = Channel.unbuffered();
        Integer value = 1;
        try (var select = Select.open()) {
            select.receive(silent);
            select.send(silent, () -> value);
            var take = select.receive(values);
            select.timeout(Duration.ofHours(1));
            long allocated = SelectAllocation.during(WAITS, () -> {
                values.offer(value);
                if (select.await() != take) {
                    throw new AssertionError("another case happened");
                }
            });

            assertThat(allocated).as("bytes in %s waits", WAITS).isLessThan(WAITS / 2);
        }
        assertThat(World.current().timers().pending()).isZero();
        SelectMatrixTest.assertThatNobodyWaitsAt(values, silent);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void polls_and_timeouts_that_find_nothing_allocate_nothing(boolean ordered) throws InterruptedException {
        Channel<Integer> silent = Channel.unbuffered();
        Channel<Integer> other = Channel.unbuffered();
        Integer value = 1;
        try (var select = ordered ? Select.open().ordered() : Select.open()) {
            select.receive(silent);
            select.receive(other);
            select.send(silent, () -> value);
            select.timeout(Duration.ZERO);
            long allocated = SelectAllocation.during(WAITS / 10, () -> {
                select.poll();
                select.await();
            });

            assertThat(allocated).as("bytes in %s waits", WAITS / 10).isLessThan(WAITS / 20);
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(silent, other);
    }

    /**
     * Between platform threads, since the JDK allocates when it unparks a virtual one; and with a scope, since one that is neither a
     * goroutine nor has a scope open has nowhere to keep the wait of its sends.
     */
    @Test
    void waits_that_are_matched_while_they_wait_allocate_nothing() throws InterruptedException {
        Channel<Integer> there = Channel.unbuffered();
        Channel<Integer> back = Channel.unbuffered();
        Channel<Integer> silent = Channel.unbuffered();
        int rounds = 50_000;
        Integer value = 1;
        Thread partner = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (Integer each : there) {
                    back.send(each);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        try (var _ = Scope.open();
                var select = Select.open()) {
            select.receive(back);
            select.receive(silent);
            long allocated = SelectAllocation.during(rounds, () -> {
                there.send(value);
                select.await();
            });
            there.close();
            partner.join();

            assertThat(allocated).as("bytes in %s rounds", rounds).isLessThan(rounds);
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(there, back, silent);
    }

    @Test
    void many_goroutines_select_over_the_same_channels_and_all_values_arrive() throws InterruptedException {
        int goroutines = 1_000;
        Channel<Integer> one = Channel.unbuffered();
        Channel<Integer> other = Channel.buffered(1);
        var sum = new AtomicInteger();
        try (var scope = Scope.open()) {
            for (int g = 0; g < goroutines; g++) {
                scope.go(() -> sum.addAndGet(Select.<Integer, RuntimeException>of(
                        Select.on(one, value -> value, _ -> -1), Select.on(other, value -> value, _ -> -1))));
            }
            for (int g = 1; g <= goroutines; g++) {
                Select.of(Select.onSend(one, g, () -> 0), Select.onSend(other, g, () -> 0));
            }
            scope.join();
        }
        assertThat(sum).hasValue(goroutines * (goroutines + 1) / 2);
        SelectMatrixTest.assertThatNobodyWaitsAt(one, other);
    }
}
