package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One channel in several cases of a select, and the queues of channels that many selects leave in any order. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class SelectSameChannelTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void receiving_twice_takes_each_value_once(int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);
        var received = new ArrayList<Integer>();
        try (var select = Select.open();
                var scope = Scope.open()) {
            scope.go(() -> {
                for (int i = 0; i < 5_000; i++) {
                    channel.send(i);
                }
                channel.close();
            });
            var one = select.receive(channel);
            var other = select.receive(channel);
            for (; ; ) {
                var ready = select.await();
                var take = ready == one ? one : other;
                assertThat(ready).isSameAs(take);
                if (take.closed()) {
                    break;
                }
                received.add(take.value());
            }
            scope.join();
        }
        assertThat(received).hasSize(5_000).isSorted().doesNotHaveDuplicates();
        SelectMatrixTest.assertThatNobodyWaitsAt(channel);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void sending_twice_sends_the_values_of_the_cases_that_happened(int capacity) throws InterruptedException {
        var undelivered = new LongAdder();
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(_ -> undelivered.increment()).buffered(capacity);
        var made = new AtomicInteger();
        var received = new ArrayList<Integer>();
        try (var select = Select.open();
                var scope = Scope.open()) {
            Task<int[]> counts = scope.go(() -> {
                var happened = new int[2];
                var one = select.send(channel, made::incrementAndGet);
                select.send(channel, () -> -made.incrementAndGet());
                for (int i = 0; i < 5_000; i++) {
                    happened[select.await() == one ? 0 : 1]++;
                }
                channel.close();
                return happened;
            });
            for (int each : channel) {
                received.add(each);
            }
            scope.join();
            assertThat(received).hasSize(5_000).doesNotHaveDuplicates();
            assertThat(received.stream().filter(each -> each > 0)).hasSize(counts.await()[0]);
        }
        assertThat(made.get()).isEqualTo(5_000 + undelivered.intValue());
        SelectMatrixTest.assertThatNobodyWaitsAt(channel);
    }

    @Test
    void a_select_never_meets_itself_in_any_mix_of_cases() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        try (var select = Select.open();
                var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                select.receive(channel);
                select.send(channel, () -> 1);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(select.poll()).isNull();
                Task<Select.Case> waiting = scope.go(select::await);
                Waiting.receiversWaitAt(channel, 3);
                Waiting.sendersWaitAt(channel, 3);
                if (i % 2 == 0) {
                    channel.send(5);
                    assertThat(waiting.await()).isInstanceOf(Select.Receive.class);
                } else {
                    assertThat(channel.receive()).isEqualTo(1);
                    assertThat(waiting.await()).isInstanceOf(Select.Send.class);
                }
                SelectMatrixTest.assertThatNobodyWaitsAt(channel);
            }
            scope.join();
        }
    }

    /** A partner that finds a waiter whose select has been decided must pass it by, and leave nothing in its case. */
    @Test
    void a_case_that_lost_keeps_nothing_of_a_sender_that_came_too_late() throws InterruptedException {
        Channel<Integer> one = Channel.unbuffered();
        Channel<Integer> other = Channel.unbuffered();
        try (var select = Select.open();
                var scope = Scope.open()) {
            var winner = select.receive(one);
            var loser = select.receive(other);
            Task<Select.Case> waiting = scope.go(select::await);
            Waiting.receiversWaitAt(one, 1);
            Waiting.receiversWaitAt(other, 1);

            other.lock(); // so the select can't leave this queue
            assertThat(one.offer(1)).isEqualTo(Offer.SENT);
            var late = new Wait();
            late.prepare(2);
            assertThat(other.sendFrom(late)).isFalse();
            other.unlock();

            assertThat(waiting.await()).isSameAs(winner);
            assertThat(winner.value()).isEqualTo(1);
            assertThat(loser.value()).isNull();
            assertThat(loser.closed()).isFalse();
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(one, other);
    }

    @Test
    void a_case_that_lost_does_not_say_closed_if_its_channel_is_closed_too_late() throws InterruptedException {
        Channel<Integer> one = Channel.unbuffered();
        try (var select = Select.open().ordered();
                var scope = Scope.open()) {
            var winner = select.receive(one);
            var loser = select.receive(one);
            Task<Select.Case> waiting = scope.go(select::await);
            Waiting.receiversWaitAt(one, 2);

            one.close(); // answers both waiters in one go; only the first counts

            assertThat(waiting.await()).isSameAs(winner);
            assertThat(winner.closed()).isTrue();
            assertThat(loser.closed()).isFalse();
            scope.join();
        }
    }

    @Test
    void waiters_are_served_in_the_order_in_which_they_came_whatever_they_are() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        Channel<Integer> silent = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var waiting = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 20; i++) {
                boolean plain = i % 2 == 0;
                waiting.add(scope.go(() -> plain
                        ? channel.receive()
                        : Select.of(
                                Select.on(silent, value -> value, _ -> -1),
                                Select.on(channel, value -> value, _ -> -1))));
                Waiting.receiversWaitAt(channel, i + 1);
            }
            for (int i = 0; i < 20; i++) {
                channel.send(i);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(waiting.get(i).await()).isEqualTo(i);
            }
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(channel, silent);
    }

    /** Losers leave a queue from its middle and its ends, while plain receivers and senders come and go. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10})
    void queues_survive_losers_that_leave_from_anywhere(int capacity) throws InterruptedException {
        Channel<Integer> contended = Channel.buffered(capacity);
        var received = new LongAdder();
        int senders = 4;
        int each = 4_000;
        try (var scope = Scope.open()) {
            for (int s = 0; s < senders; s++) {
                scope.go(() -> {
                    for (int i = 1; i <= each; i++) {
                        contended.send(i);
                    }
                });
            }
            for (int r = 0; r < 6; r++) {
                boolean plain = r < 2;
                scope.go(() -> {
                    Channel<Integer> own = Channel.buffered(1);
                    try (var select = Select.open()) {
                        var one = select.receive(contended);
                        var other = select.receive(contended);
                        var mine = select.receive(own);
                        select.timeout(Duration.ofNanos(20_000));
                        for (; ; ) {
                            if (plain) {
                                Integer value = contended.receive();
                                if (value == null) {
                                    return null;
                                }
                                received.add(value);
                                continue;
                            }
                            var ready = select.await();
                            if (ready == one || ready == other) {
                                var take = ready == one ? one : other;
                                if (take.closed()) {
                                    return null;
                                }
                                received.add(Objects.requireNonNull(take.value()));
                            } else if (ready == mine) {
                                assertThat(mine.value()).isEqualTo(1);
                            } else {
                                own.offer(1); // the next wait ends at once, and leaves both queues
                            }
                        }
                    }
                });
            }
            Eventually.becomes(
                    () -> received.sum() == senders * (each * (each + 1L) / 2), () -> "sum " + received.sum());
            contended.close();
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(contended);
    }
}
