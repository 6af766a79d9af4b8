package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels whose buffer is bounded by what the values weigh. Here a value weighs what it is. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ChannelWeightTest {
    private final List<Integer> undelivered = new ArrayList<>();
    private final Channel<Integer> channel =
            Channel.<Integer>onUndelivered(undelivered::add).weighted(Integer::longValue, 10);

    @Test
    void takes_values_while_they_fit() throws InterruptedException {
        channel.send(4);
        channel.send(6);

        assertThat(channel.offer(1)).isEqualTo(Offer.FULL);
        assertThat(channel.receive()).isEqualTo(4);
        assertThat(channel.offer(5)).isEqualTo(Offer.FULL);
        assertThat(channel.offer(4)).isEqualTo(Offer.SENT);
        assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(6));
        assertThat(channel.length()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, -1, Integer.MAX_VALUE})
    void a_value_that_can_never_fit_is_refused(int weight) {
        String message = "the weight of a value must be from 0 to the channel's bound of 10, was " + weight;

        assertThatThrownBy(() -> channel.send(weight)).hasMessage(message);
        assertThatThrownBy(() -> channel.offer(weight)).hasMessage(message);
        assertThatThrownBy(() -> channel.sendIfOpen(weight)).hasMessage(message);
        assertThatThrownBy(() -> channel.sendAsync(weight, _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void a_bound_below_one_is_refused() {
        assertThatThrownBy(() -> Channel.weighted(_ -> 1, 0)).hasMessage("bound must be at least 1, was 0");
        assertThatThrownBy(() -> Channel.overflow(Channel.Overflow.DROP_OLDEST).weighted(_ -> 1, 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothing_counts_as_one() {
        for (int i = 0; i < 10; i++) {
            assertThat(channel.offer(0)).isEqualTo(Offer.SENT);
        }
        assertThat(channel.offer(0)).isEqualTo(Offer.FULL);
    }

    @Test
    void a_light_value_doesnt_overtake_a_heavy_one_that_waits() throws Exception {
        channel.send(8);
        var heavy = Running.of(() -> channel.send(5));
        Waiting.sendersWaitAt(channel, 1);

        assertThat(channel.offer(1)).isEqualTo(Offer.FULL);

        assertThat(channel.receive()).isEqualTo(8);
        heavy.result();
        assertThat(channel.offer(1)).isEqualTo(Offer.SENT);
    }

    @Test
    void several_senders_go_on_when_one_heavy_value_is_taken() throws Exception {
        channel.send(10);
        var senders = new ArrayList<Running<Void>>();
        for (int i = 1; i <= 4; i++) {
            int value = i;
            senders.add(Running.of(() -> channel.send(value)));
            Waiting.sendersWaitAt(channel, i);
        }

        assertThat(channel.receive()).isEqualTo(10);

        for (var each : senders) {
            each.result();
        }
        var batch = new ArrayList<Integer>();
        channel.drainTo(batch, 10);
        assertThat(batch).containsExactly(1, 2, 3, 4);
    }

    @Test
    void those_behind_a_heavy_value_go_on_when_its_sender_gives_up() throws Exception {
        channel.send(5);
        var heavy = Running.of(() -> channel.send(6));
        Waiting.sendersWaitAt(channel, 1);
        var light = Running.of(() -> channel.send(2));
        Waiting.sendersWaitAt(channel, 2);

        heavy.interrupt();

        assertThat(heavy.failure()).isInstanceOf(InterruptedException.class);
        light.result();
        assertThat(undelivered).containsExactly(6);
    }

    @Test
    void a_batch_is_limited_by_weight_and_takes_nothing_that_doesnt_fit() throws InterruptedException {
        channel.send(4);
        channel.send(3);
        channel.send(2);
        var batch = new ArrayList<Integer>();

        assertThat(channel.drainTo(batch, 10, 8)).isEqualTo(2);
        assertThat(channel.drainTo(batch, 10, 1)).isZero();
        assertThat(channel.length()).isEqualTo(1);
        assertThat(channel.drainTo(batch, 10, 2)).isEqualTo(1);

        assertThat(batch).containsExactly(4, 3, 2);
    }

    @Test
    void what_is_left_at_the_end_is_undelivered_unpacked() throws Exception {
        channel.send(9);
        var sender = Running.of(() -> channel.send(3));
        Waiting.sendersWaitAt(channel, 1);

        channel.cancel();

        assertThat(sender.failure()).isInstanceOf(ChannelClosedException.class);
        assertThat(undelivered).containsExactlyInAnyOrder(9, 3);
    }

    @Test
    void drop_newest_drops_what_doesnt_fit() throws InterruptedException {
        Channel<Integer> dropping = Channel.overflow(Channel.Overflow.DROP_NEWEST)
                .<Integer>onUndelivered(undelivered::add)
                .weighted(Integer::longValue, 10);
        dropping.send(6);

        dropping.send(5);

        assertThat(dropping.offer(5)).isEqualTo(Offer.FULL);
        assertThat(undelivered).containsExactly(5);
        assertThat(dropping.receive()).isEqualTo(6);
    }

    @Test
    void a_select_sends_and_receives() throws InterruptedException {
        try (var select = Select.open()) {
            var send = select.send(channel);
            send.value(7);
            assertThat(select.await()).isSameAs(send);
            send.value(7);
            assertThat(select.poll()).isNull();
            select.remove(send);
            var take = select.receive(channel);
            assertThat(select.await()).isSameAs(take);
            assertThat(take.value()).isEqualTo(7);
        }
    }

    @Test
    void no_value_is_lost_and_no_sender_is_forgotten_among_many() throws InterruptedException {
        int values = 3_000;
        var received = new AtomicLong();
        var sent = new AtomicLong();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 2; i++) {
                scope.go(() -> {
                    for (Integer each; (each = channel.receive()) != null; ) {
                        received.addAndGet(each);
                    }
                });
            }
            try (var sending = Scope.open()) {
                for (int i = 0; i < 4; i++) {
                    var random = new SplittableRandom(i);
                    sending.go(() -> {
                        for (int n = 0; n < values; n++) {
                            int value = random.nextInt(1, 11);
                            if (n % 3 == 0) {
                                while (channel.send(value, Duration.ofNanos(50_000)) == Offer.FULL) {
                                    // again
                                }
                            } else {
                                channel.send(value);
                            }
                            sent.addAndGet(value);
                        }
                    });
                }
                sending.join();
            }
            channel.close();
            scope.join();
        }
        assertThat(received).hasValue(sent.get());
    }
}
