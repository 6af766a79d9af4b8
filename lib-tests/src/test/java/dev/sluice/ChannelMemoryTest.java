package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one goroutine did before an operation is seen by another after it, without any other synchronisation. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ChannelMemoryTest {
    private static final int ROUNDS = 30_000;

    /** Not volatile: only the channel makes it visible. */
    private static final class Plain {
        int value;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void what_came_before_a_send_is_seen_after_its_receive(int capacity) throws InterruptedException {
        Channel<Plain> channel = Channel.buffered(capacity);

        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (int i = 1; i <= ROUNDS; i++) {
                    var plain = new Plain();
                    plain.value = i;
                    channel.send(plain);
                }
                channel.close();
            });
            int expected = 1;
            for (Plain plain : channel) {
                assertThat(plain.value).isEqualTo(expected++);
            }
            scope.join();
            assertThat(expected).isEqualTo(ROUNDS + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void what_came_before_a_close_is_seen_after_a_receive_that_says_so(int capacity) throws Exception {
        for (int i = 1; i <= 1_000; i++) {
            Channel<Integer> channel = Channel.buffered(capacity);
            var plain = new Plain();

            var closer = Running.of(() -> {
                plain.value = 1;
                channel.close();
            });
            assertThat(channel.receive()).isNull();

            assertThat(plain.value).isEqualTo(1);
            closer.result();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void what_came_before_a_receive_is_seen_after_the_send_that_its_slot_let_through(int capacity)
            throws InterruptedException {
        Channel<Integer> slots = Channel.buffered(capacity);
        var plain = new Plain[capacity];
        for (int i = 0; i < capacity; i++) {
            plain[i] = new Plain();
        }

        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (int k = 0; k < ROUNDS; k++) {
                    plain[k % capacity].value = k + 1; // before the k-th receive
                    slots.receive();
                }
            });
            for (int k = 0; k < ROUNDS; k++) {
                slots.send(k); // completes after the (k - capacity)-th receive
                if (k >= capacity) {
                    assertThat(plain[k % capacity].value).isGreaterThanOrEqualTo(k - capacity + 1);
                }
            }
            scope.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void a_channel_of_capacity_one_is_a_lock(int goroutines) throws InterruptedException {
        Channel<Integer> lock = Channel.buffered(1);
        var counter = new Plain();

        try (var scope = Scope.open()) {
            for (int g = 0; g < goroutines; g++) {
                scope.go(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        lock.send(1);
                        counter.value++;
                        lock.receive();
                    }
                });
            }
            scope.join();
        }

        assertThat(counter.value).isEqualTo(goroutines * ROUNDS);
    }
}
