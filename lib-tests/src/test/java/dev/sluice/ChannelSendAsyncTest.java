package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sending without a thread that waits. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ChannelSendAsyncTest {
    private final List<Offer> told = new CopyOnWriteArrayList<>();

    @Test
    void a_value_that_fits_is_sent_at_once_and_nothing_is_told() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(1);

        assertThat(channel.sendAsync(1, told::add)).isEqualTo(Offer.SENT);

        assertThat(channel.receive()).isEqualTo(1);
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void a_value_that_doesnt_fit_is_sent_in_its_turn_and_that_is_told_once(int capacity) throws Exception {
        Channel<Integer> channel = Channel.buffered(capacity);
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }

        assertThat(channel.sendAsync(capacity, told::add)).isEqualTo(Offer.FULL);
        var behind = Running.of(() -> channel.send(capacity + 1));
        Waiting.sendersWaitAt(channel, 2);

        assertThat(told).isEmpty();
        for (int i = 0; i < capacity + 2; i++) {
            assertThat(channel.receive()).isEqualTo(i);
            assertThat(told).containsExactly(Offer.SENT);
        }
        behind.result();
        channel.close();
        assertThat(told).containsExactly(Offer.SENT);
    }

    @Test
    void a_waiting_receiver_gets_the_value() throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        var receiver = Running.of(() -> channel.receive());
        Waiting.receiversWaitAt(channel, 1);

        assertThat(channel.sendAsync(7, told::add)).isEqualTo(Offer.SENT);

        assertThat(receiver.result()).isEqualTo(7);
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_end_of_the_channel_is_told_and_the_value_is_the_callers_again(boolean cancelled) {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).unbuffered();
        channel.sendAsync(1, told::add);

        boolean first = cancelled ? channel.cancel() : channel.close();

        assertThat(first).isTrue();
        assertThat(told).containsExactly(Offer.CLOSED);
        assertThat(channel.sendAsync(2, told::add)).isEqualTo(Offer.CLOSED);
        assertThat(told).hasSize(1);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void a_callback_may_use_the_channel() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        channel.sendAsync(1, _ -> told.add(channel.sendAsync(2, told::add)));

        assertThat(channel.receive()).isEqualTo(1);
        assertThat(told).containsExactly(Offer.FULL);
        assertThat(channel.receive()).isEqualTo(2);
        assertThat(told).containsExactly(Offer.FULL, Offer.SENT);
    }

    @Test
    void a_callback_that_throws_doesnt_take_the_value_from_the_receiver() throws InterruptedException {
        var uncaught = new ArrayList<Throwable>();
        var before = Thread.currentThread().getUncaughtExceptionHandler();
        Channel<Integer> channel = Channel.unbuffered();
        channel.sendAsync(1, _ -> {
            throw new IllegalStateException("expected");
        });
        Thread.currentThread().setUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
        try {
            assertThat(channel.receive()).isEqualTo(1);
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }

        assertThat(uncaught).singleElement().hasToString("java.lang.IllegalStateException: expected");
    }

    @Test
    void a_select_and_a_channel_bounded_by_weight_take_it_too() throws InterruptedException {
        Channel<Integer> channel = Channel.weighted(Integer::longValue, 10);
        channel.send(8);
        assertThat(channel.sendAsync(5, told::add)).isEqualTo(Offer.FULL);
        try (var select = Select.open()) {
            var take = select.receive(channel);

            assertThat(select.await()).isSameAs(take);

            assertThat(take.value()).isEqualTo(8);
            assertThat(told).containsExactly(Offer.SENT);
            assertThat(channel.receive()).isEqualTo(5);
        }
    }

    /** Event loops that each send the next value when told of the last one; some loops end with the channel. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void each_value_is_received_or_told_to_be_the_callers_once(int capacity) throws InterruptedException {
        int loops = 8;
        int each = 500;
        Channel<Integer> channel = Channel.buffered(capacity);
        var outcomes = new ConcurrentHashMap<Integer, Offer>();
        var twice = new AtomicInteger();
        var received = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            for (int i = 0; i < loops; i++) {
                int from = i * each;
                scope.go(() -> {
                    for (int n = from; n < from + each; n++) {
                        int value = n;
                        Channel<Offer> turn = Channel.buffered(2);
                        Offer now = channel.sendAsync(value, turn::offer);
                        if (now == Offer.FULL) {
                            now = turn.receive();
                        }
                        if (outcomes.put(value, now) != null || turn.length() > 0) {
                            twice.incrementAndGet();
                        }
                    }
                });
            }
            for (int i = 0; i < loops * each / 2; i++) {
                received.add(channel.receive());
            }
            channel.close();
            for (Integer left; (left = channel.receive()) != null; ) {
                received.add(left);
            }
            scope.join();
        }
        assertThat(twice).hasValue(0);
        assertThat(outcomes).hasSize(loops * each);
        assertThat(received).doesNotHaveDuplicates();
        outcomes.values().removeIf(outcome -> outcome != Offer.SENT);
        assertThat(outcomes.keySet()).containsExactlyInAnyOrderElementsOf(received);
    }
}
