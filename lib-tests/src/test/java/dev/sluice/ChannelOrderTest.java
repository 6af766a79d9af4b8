package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order values come out, whom they go to, and when a send returns. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
@ParameterizedClass
@ValueSource(ints = {0, 1, 2, 10, 1000})
class ChannelOrderTest {
    private static final int WAITERS = 7;

    private final int capacity;
    private final Channel<Integer> channel;

    ChannelOrderTest(int capacity) {
        this.capacity = capacity;
        this.channel = Channel.buffered(capacity);
    }

    @Tag("not-for-mutants")
    @Test
    void what_is_sent_is_received_in_order() throws InterruptedException {
        var received = new ArrayList<Integer>();

        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (int i = 0; i < 10_000; i++) {
                    channel.send(i);
                }
                channel.close();
            });
            for (int each : channel) {
                received.add(each);
            }
            scope.join();
        }

        assertThat(received).hasSize(10_000).isSorted();
    }

    @Test
    void the_buffer_goes_round_in_order() throws InterruptedException {
        var received = new ArrayList<Integer>();

        int next = 0;
        for (int round = 0; round < 2 * capacity + 3; round++) {
            for (int i = 0; i < (capacity + 1) / 2; i++) {
                assertThat(channel.offer(next++)).isEqualTo(Offer.SENT);
            }
            for (int i = 0; i < (capacity + 1) / 2; i++) {
                received.add(channel.receive());
            }
        }

        assertThat(received).hasSize(next).isSorted();
        assertThat(channel.length()).isZero();
    }

    @Test
    void receivers_are_served_in_the_order_in_which_they_began_to_wait() throws Exception {
        List<Running<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < WAITERS; i++) {
            boolean timed = i % 2 == 1;
            receivers.add(Running.of(
                    () -> timed ? channel.receive(Duration.ofHours(1)).orNull() : channel.receive()));
            Waiting.receiversWaitAt(channel, i + 1);
        }

        for (int i = 0; i < WAITERS; i++) {
            channel.send(i);
        }

        for (int i = 0; i < WAITERS; i++) {
            assertThat(receivers.get(i).result()).isEqualTo(i);
        }
        assertThat(channel.length()).isZero();
    }

    @Test
    void senders_are_served_in_the_order_in_which_they_began_to_wait() throws Exception {
        fill();
        List<Running<Void>> senders = new ArrayList<>();
        for (int i = 0; i < WAITERS; i++) {
            int value = capacity + i;
            senders.add(Running.of(() -> channel.send(value)));
            Waiting.sendersWaitAt(channel, i + 1);
        }

        for (int i = 0; i < WAITERS + capacity; i++) {
            assertThat(channel.receive()).isEqualTo(i);
            Waiting.sendersWaitAt(channel, Math.max(0, WAITERS - 1 - i));
        }

        for (Running<Void> sender : senders) {
            sender.result();
        }
        assertThat(channel.length()).isZero();
    }

    @Test
    void a_waiter_that_leaves_doesnt_change_the_order_of_the_others() throws Exception {
        List<Running<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < WAITERS; i++) {
            receivers.add(Running.of(() -> channel.receive()));
            Waiting.receiversWaitAt(channel, i + 1);
        }

        int left = WAITERS;
        for (int i : new int[] {0, 3, WAITERS - 1}) { // the first, one between and the last
            receivers.get(i).interrupt();
            assertThat(receivers.get(i).failure()).isInstanceOf(InterruptedException.class);
            Waiting.receiversWaitAt(channel, --left);
        }
        for (int i : new int[] {1, 2, 4, 5}) {
            channel.send(i);
        }

        for (int i : new int[] {1, 2, 4, 5}) {
            assertThat(receivers.get(i).result()).isEqualTo(i);
        }
    }

    @Test
    void a_send_returns_when_its_value_is_in_the_buffer_or_taken() throws Exception {
        fill(); // each of these sends returns without a receiver

        var sender = Running.of(() -> channel.send(capacity));
        Waiting.sendersWaitAt(channel, 1);
        Waiting.parks(sender.thread());
        assertThat(sender.isDone()).isFalse();
        assertThat(channel.receive()).isZero();

        sender.result();
        assertThat(channel.length()).isEqualTo(capacity);
    }

    @Test
    void a_send_to_a_waiting_receiver_returns_without_using_the_buffer() throws Exception {
        var receiver = Running.of(() -> channel.receive());
        Waiting.receiversWaitAt(channel, 1);

        channel.send(1);

        assertThat(channel.length()).isZero();
        assertThat(receiver.result()).isEqualTo(1);
    }

    @Test
    @SuppressWarnings("NullAway")
    void null_is_rejected_at_the_sender() {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> hooked =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);

        assertThatThrownBy(() -> hooked.send(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> hooked.send(null, Duration.ofHours(1))).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> hooked.sendIfOpen(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> hooked.offer(null)).isInstanceOf(NullPointerException.class);

        hooked.close();
        assertThatThrownBy(() -> hooked.send(null)).isInstanceOf(NullPointerException.class);
        assertThat(undelivered).isEmpty();
        assertThat(hooked.length()).isZero();
    }

    private void fill() throws InterruptedException {
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }
    }
}
