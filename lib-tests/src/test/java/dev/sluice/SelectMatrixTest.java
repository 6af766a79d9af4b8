package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of what blocks and what doesn't, of Go's chan tests: each row through select. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class SelectMatrixTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void a_disabled_case_is_never_chosen(int capacity) throws InterruptedException {
        Channel<Integer> ready = Channel.buffered(capacity);
        ready.close();
        Channel<Integer> other = Channel.buffered(1);
        try (var select = Select.open()) {
            var receive = select.receive(ready);
            var send = select.send(ready, () -> {
                throw new AssertionError("asked for a value that can't be offered");
            });
            var taken = select.receive(other);
            receive.enable(false);
            send.enable(false);

            for (int i = 0; i < 1000; i++) {
                assertThat(select.poll()).isNull();
                assertThat(other.offer(i)).isEqualTo(Offer.SENT);
                assertThat(select.await()).isSameAs(taken);
                assertThat(taken.value()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void a_send_to_a_buffer_with_room_never_blocks(int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);
        var made = new AtomicInteger();
        try (var select = Select.open()) {
            var send = select.send(channel, made::getAndIncrement);

            for (int i = 0; i < capacity; i++) {
                assertThat(i % 2 == 0 ? select.await() : select.poll()).isSameAs(send);
            }

            assertThat(select.poll()).isNull();
            assertThat(channel.length()).isEqualTo(capacity);
            assertThat(made).hasValue(capacity);
        }
        channel.close();
        var sent = new ArrayList<Integer>();
        channel.forEach(sent::add);
        assertThat(sent).hasSize(capacity).isSorted();
    }

    @ParameterizedTest
    @EnumSource(SelectWay.class)
    void a_receive_of_a_buffered_value_never_blocks(SelectWay way) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(3);
        channel.send(1);
        channel.send(2);

        assertThat(way.receive(channel)).isEqualTo(new Received.Value<>(1));
        assertThat(way.receive(channel)).isEqualTo(new Received.Value<>(2));

        assertThat(channel.length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void a_receive_from_an_empty_channel_blocks_until_a_value_comes(int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);
        try (var scope = Scope.open()) {
            for (SelectWay way : SelectWay.values()) {
                if (way.waits()) {
                    Task<Received<Integer>> waiting = scope.go(() -> way.receive(channel));
                    Waiting.receiversWaitAt(channel, 1);
                    Waiting.parks(waiting.strand().thread());

                    channel.send(7);

                    assertThat(waiting.await()).isEqualTo(new Received.Value<>(7));
                } else {
                    assertThat(way.receive(channel)).isInstanceOf(Received.Empty.class);
                }
            }
            scope.join();
        }
        assertThatNobodyWaitsAt(channel);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void a_send_to_a_full_channel_blocks_until_there_is_room(int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }
        int next = capacity;
        int first = 0;
        try (var scope = Scope.open()) {
            for (SelectWay way : SelectWay.values()) {
                int value = next;
                if (way.waits()) {
                    Task<Offer> waiting = scope.go(() -> way.send(channel, value));
                    Waiting.sendersWaitAt(channel, 1);
                    Waiting.parks(waiting.strand().thread());

                    assertThat(channel.receive()).isEqualTo(first++);

                    assertThat(waiting.await()).isEqualTo(Offer.SENT);
                    next++;
                } else {
                    assertThat(way.send(channel, value)).isEqualTo(Offer.FULL);
                }
            }
            scope.join();
        }
        assertThat(channel.length()).isEqualTo(capacity);
        assertThatNobodyWaitsAt(channel);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void a_select_without_an_enabled_case_blocks_until_it_is_interrupted(boolean ordered, boolean withDisabledCases)
            throws InterruptedException {
        try (var select = ordered ? Select.open().ordered() : Select.open();
                var scope = Scope.open()) {
            Channel<Integer> closed = Channel.unbuffered();
            closed.close();
            if (withDisabledCases) {
                select.receive(closed).enable(false);
                select.timeout(java.time.Duration.ZERO).enable(false);
            }
            Task<Void> waiting = scope.go(() -> {
                assertThatThrownBy(select::await).isInstanceOf(InterruptedException.class);
                return null;
            });
            Waiting.parks(waiting.strand().thread());

            waiting.strand().thread().interrupt();

            scope.join();
            assertThat(select.poll()).isNull();
        }
    }

    @Test
    void a_one_off_select_without_branches_blocks_until_it_is_interrupted() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<Void> waiting = scope.go(() -> {
                assertThatThrownBy(Select::of).isInstanceOf(InterruptedException.class);
                return null;
            });
            Waiting.parks(waiting.strand().thread());

            waiting.strand().thread().interrupt();

            scope.join();
        }
    }

    @Test
    void a_send_case_that_was_given_no_value_takes_no_part() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(2);
        try (var select = Select.open()) {
            var send = select.send(channel);
            assertThat(select.poll()).isNull();

            send.value(1);
            assertThat(select.poll()).isSameAs(send);

            assertThat(select.poll())
                    .as("the value was sent, so the case needs another")
                    .isNull();
            channel.close();
            assertThat(select.poll())
                    .as("not even a closed channel makes it ready")
                    .isNull();
        }
        assertThat(channel.length()).isEqualTo(1);
    }

    @Test
    void send_and_receive_on_one_unbuffered_channel_block() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        try (var select = Select.open();
                var scope = Scope.open()) {
            var receive = select.receive(channel);
            var send = select.send(channel, () -> 1);
            assertThat(select.poll()).isNull();

            Task<Select.Case> waiting = scope.go(select::await);
            Waiting.receiversWaitAt(channel, 1);
            Waiting.sendersWaitAt(channel, 1);
            Waiting.parks(waiting.strand().thread());
            assertThat(channel.receive()).isEqualTo(1);

            assertThat(waiting.await()).isSameAs(send).isNotSameAs(receive);
            scope.join();
        }
        assertThatNobodyWaitsAt(channel);
    }

    @Test
    void two_goroutines_that_send_and_receive_on_one_channel_do_not_deadlock() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        int rounds = 20_000;
        var sums = new ArrayList<Task<int[]>>();
        try (var scope = Scope.open()) {
            for (int g = 0; g < 2; g++) {
                sums.add(scope.go(() -> {
                    int[] sentAndReceived = new int[2];
                    try (var select = Select.open()) {
                        var send = select.send(channel, () -> 1);
                        select.receive(channel);
                        for (int i = 0; i < rounds; i++) {
                            sentAndReceived[select.await() == send ? 0 : 1]++;
                        }
                    }
                    return sentAndReceived;
                }));
            }
            scope.join();
        }
        int[] one = sums.get(0).await();
        int[] two = sums.get(1).await();
        assertThat(one[0]).isEqualTo(two[1]);
        assertThat(one[1]).isEqualTo(two[0]);
        assertThatNobodyWaitsAt(channel);
    }

    @Test
    @SuppressWarnings("NullAway") // misuse is what this is about
    void null_is_no_channel() {
        try (var select = Select.open()) {
            assertThatThrownBy(() -> select.receive(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> select.send(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> select.send(null, () -> 1)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> select.timeout(null)).isInstanceOf(NullPointerException.class);
            assertThat(select.poll()).isNull();
        }
    }

    static void assertThatNobodyWaitsAt(Channel<?>... channels) {
        for (Channel<?> channel : channels) {
            assertThat(Waiting.receiversAt(channel))
                    .as("receivers at %s", channel)
                    .isZero();
            assertThat(Waiting.sendersAt(channel)).as("senders at %s", channel).isZero();
        }
    }
}
