package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An overflow of the stack inside of an operation left the channel's lock held for ever. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
@Tag("not-for-mutants")
class StackOverflowTest {
    private static final int OVERFLOWS = 6;

    @ParameterizedTest
    @CsvSource({"256, 16", "280, 16", "300, 1", "320, 1000", "320, 0"})
    void a_recursion_that_offers_left_the_lock_held(int stackKilobytes, int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);
        var recursion = new Recursion(each -> {
            each.offer(1);
            each.tryReceive();
        });

        recursion.overflows(channel, stackKilobytes);

        mustWork(channel, capacity);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 288, 320})
    void a_recursion_that_drops_values_left_the_lock_held(int stackKilobytes) throws InterruptedException {
        Channel<Integer> channel =
                Channel.overflow(Channel.Overflow.DROP_OLDEST).buffered(3);

        new Recursion(each -> each.offer(1)).overflows(channel, stackKilobytes);

        mustWork(channel, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 288, 320})
    void a_recursion_that_waits_left_its_waiters_behind(int stackKilobytes) throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();

        new Recursion(each -> {
                    try {
                        each.send(1, Duration.ofNanos(1));
                        each.receive(Duration.ofNanos(1));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                })
                .overflows(channel, stackKilobytes);

        assertThat(channel.look().waitingSenders()).isZero();
        assertThat(channel.look().waitingReceivers()).isZero();
        mustWork(channel, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 320})
    void a_recursion_that_selects_left_locks_held(int stackKilobytes) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(2);
        Channel<Integer> other = Channel.unbuffered();

        new Recursion(each -> {
                    try (var select = Select.open()) {
                        select.send(each).value(1);
                        select.receive(other);
                        select.timeout(Duration.ZERO);
                        select.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                })
                .overflows(channel, stackKilobytes);

        mustWork(channel, 2);
        mustWork(other, 0);
    }

    @Test
    void a_goroutine_that_sends_and_recurs_without_end_hung_the_join() {
        Channel<Integer> channel = Channel.buffered(16);
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open().deadline(Duration.ofSeconds(250))) {
                        scope.go(() -> sendAndRecur(channel));
                        scope.join();
                    }
                })
                .isInstanceOf(StackOverflowError.class);
        mustWork(channel, 16);
    }

    /** Doesn't wait: a virtual thread that parks puts its stack on the heap, and begins a new one. */
    @SuppressWarnings("InfiniteRecursion")
    private static void sendAndRecur(Channel<Integer> channel) throws InterruptedException {
        channel.send(1);
        channel.receive();
        sendAndRecur(channel);
    }

    private static void mustWork(Channel<Integer> channel, int capacity) {
        while (channel.tryReceive() instanceof Received.Value<Integer>) {
            // until it is empty
        }
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.offer(i)).isEqualTo(Offer.SENT);
        }
        assertThat(channel.length()).isEqualTo(capacity);
        if (channel.overflow == Channel.Overflow.WAIT) {
            assertThat(channel.offer(-1)).isEqualTo(Offer.FULL);
        }
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
        }
        assertThat(channel.close()).isTrue();
    }

    /** Does something again and again, ever deeper, until the stack is full; and all that several times. */
    private record Recursion(Consumer<? super Channel<Integer>> operation) {
        void overflows(Channel<Integer> channel, int stackKilobytes) throws InterruptedException {
            operation.accept(channel); // so that what it needs is loaded
            var wrong = new AtomicReference<Throwable>();
            var thread = new Thread(
                    null,
                    () -> {
                        for (int i = 0; i < OVERFLOWS; i++) {
                            try {
                                recur(channel);
                            } catch (StackOverflowError e) {
                                // again
                            } catch (Throwable e) {
                                wrong.set(e);
                            }
                        }
                    },
                    "recursion",
                    stackKilobytes * 1_024L);
            thread.setDaemon(true);
            thread.start();
            thread.join(); // or spins for a lock until the time of the test is over
            assertThat(wrong.get()).isNull();
        }

        @SuppressWarnings("InfiniteRecursion")
        private void recur(Channel<Integer> channel) {
            operation.accept(channel);
            recur(channel);
        }
    }
}
