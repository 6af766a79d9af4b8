package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receiving several values at once: those that are there, or all until the end. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ChannelDrainTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void takes_what_is_there_in_order_and_no_more_than_asked_for(int capacity) throws InterruptedException {
        Channel<Integer> channel = filled(capacity);
        var batch = new ArrayList<Integer>();

        int first = channel.drainTo(batch, Math.max(1, capacity / 2));
        int rest = channel.drainTo(batch, 5_000);
        int none = channel.drainTo(batch, 1);

        assertThat(first).isEqualTo(Math.max(1, capacity / 2));
        assertThat(first + rest).isEqualTo(capacity);
        assertThat(none).isZero();
        assertThat(batch).isEqualTo(numbers(capacity));
    }

    @Test
    void takes_the_values_of_waiting_senders_too_and_they_go_on() throws Exception {
        Channel<Integer> channel = filled(2);
        var third = Running.of(() -> channel.send(2));
        Waiting.sendersWaitAt(channel, 1);
        var fourth = Running.of(() -> channel.send(3));
        Waiting.sendersWaitAt(channel, 2);
        var batch = new ArrayList<Integer>();

        assertThat(channel.drainTo(batch, 10)).isEqualTo(4);

        assertThat(batch).containsExactly(0, 1, 2, 3);
        third.result();
        fourth.result();
    }

    @Test
    void an_unbuffered_channel_gives_what_senders_wait_with() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        var sender = Running.of(() -> channel.send(7));
        Waiting.sendersWaitAt(channel, 1);
        var batch = new ArrayList<Integer>();

        assertThat(channel.drainTo(batch, 10)).isEqualTo(1);

        assertThat(batch).containsExactly(7);
        sender.result();
    }

    @Test
    void a_closed_channel_can_be_drained_and_has_then_nothing() throws InterruptedException {
        Channel<Integer> channel = filled(3);
        channel.closeWithError(new IllegalStateException("expected"));
        var batch = new ArrayList<Integer>();

        assertThat(channel.drainTo(batch, 10)).isEqualTo(3);
        assertThat(channel.drainTo(batch, 10)).isZero();
    }

    @Test
    void what_the_collection_refuses_is_undelivered_together_with_what_was_taken_behind_it()
            throws InterruptedException {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(5);
        for (int i = 0; i < 5; i++) {
            channel.send(i);
        }
        var batch = new ArrayList<Integer>() {
            @Override
            public boolean add(Integer value) {
                if (value == 2) {
                    throw new IllegalStateException("expected");
                }
                return super.add(value);
            }
        };

        assertThatThrownBy(() -> channel.drainTo(batch, 10)).hasMessage("expected");

        assertThat(batch).containsExactly(0, 1);
        assertThat(undelivered).containsExactly(2, 3, 4);
    }

    @Test
    void rejects_limits_below_one() {
        Channel<Integer> channel = Channel.buffered(1);
        var ticker = Ticker.every(Duration.ofHours(1));
        for (ReceiveChannel<?> each : List.of(channel, ticker)) {
            assertThatThrownBy(() -> each.drainTo(new ArrayList<>(), 0)).hasMessage("most must be at least 1, was 0");
            assertThatThrownBy(() -> each.drainTo(new ArrayList<>(), 1, -1))
                    .hasMessage("mostWeight must be at least 1, was -1");
        }
    }

    @Test
    void a_clock_gives_its_tick() {
        var batch = new ArrayList<Object>();

        assertThat(Channel.after(Duration.ZERO).drainTo(batch, 10)).isEqualTo(1);
        assertThat(Channel.after(Duration.ofHours(1)).drainTo(batch, 10)).isZero();

        assertThat(batch).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 100})
    void no_value_is_lost_or_doubled_among_many_that_drain_and_send(int capacity) throws InterruptedException {
        int values = 4_000;
        Channel<Integer> channel = Channel.buffered(capacity);
        var seen = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            var senders = List.of(0, 1, 2);
            try (var sending = Scope.open()) {
                var drains = List.of(scope.go(() -> drain(channel)), scope.go(() -> drain(channel)));
                for (int from : senders) {
                    sending.go(() -> {
                        for (int i = from; i < values; i += senders.size()) {
                            channel.send(i);
                        }
                    });
                }
                sending.join();
                channel.close();
                for (var each : drains) {
                    seen.addAll(each.await());
                }
            }
            scope.join();
        }
        assertThat(seen).hasSize(values).doesNotHaveDuplicates();
    }

    private static List<Integer> drain(Channel<Integer> channel) throws InterruptedException {
        var taken = new ArrayList<Integer>();
        for (Integer first; (first = channel.receive()) != null; ) {
            taken.add(first);
            channel.drainTo(taken, 7);
        }
        return taken;
    }

    @Test
    void a_list_of_all_values_waits_for_the_end() throws Exception {
        Channel<Integer> channel = filled(3);
        var list = Running.of(channel::toList);
        Waiting.receiversWaitAt(channel, 1);

        channel.close();

        assertThat(list.result()).containsExactly(0, 1, 2);
        assertThatThrownBy(() -> list.result().add(1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_list_that_fails_hands_what_it_has_received_to_the_hook() throws Exception {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(2);
        channel.send(1);
        channel.send(2);
        var list = Running.of(channel::toList);
        Waiting.receiversWaitAt(channel, 1);

        list.interrupt();

        assertThat(list.failure()).isInstanceOf(InterruptedException.class);
        assertThat(undelivered).containsExactly(1, 2);
        channel.closeWithError(new IllegalStateException("expected"));
        assertThatThrownBy(channel::toList).isInstanceOf(ChannelFailedException.class);
    }

    @Test
    void a_stream_takes_only_what_it_needs() throws InterruptedException {
        Channel<Integer> channel = filled(5);

        assertThat(channel.stream().limit(2)).containsExactly(0, 1);

        assertThat(channel.receive()).isEqualTo(2);
        channel.close();
        assertThat(channel.stream().map(each -> each + 1)).containsExactly(4, 5);
        assertThat(channel.stream()).isEmpty();
    }

    @Test
    void a_stream_that_waits_ends_by_an_interrupt() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        var count = Running.of(() -> channel.stream().count());
        Waiting.receiversWaitAt(channel, 1);

        count.interrupt();

        assertThat(count.failure())
                .isInstanceOf(CancelledException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    private static Channel<Integer> filled(int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }
        return channel;
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
