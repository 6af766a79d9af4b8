package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values go to the undelivered hook, and how it is called. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class ChannelUndeliveredTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Integer> undelivered = new CopyOnWriteArrayList<>();

    private Channel<Integer> channel(int capacity) {
        return Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void what_is_received_or_answered_doesnt_get_there(int capacity) throws Exception {
        Channel<Integer> channel = channel(capacity);
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }

        assertThat(channel.offer(-1)).isEqualTo(Offer.FULL);
        assertThat(channel.send(-2, Duration.ZERO)).isEqualTo(Offer.FULL);
        assertThat(channel.send(-3, Duration.ofNanos(1))).isEqualTo(Offer.FULL);
        var sender = Running.of(() -> channel.send(capacity));
        Waiting.sendersWaitAt(channel, 1);
        for (int i = 0; i <= capacity; i++) {
            assertThat(channel.receive()).isEqualTo(i);
        }
        sender.result();
        channel.close();
        assertThat(channel.offer(-4)).isEqualTo(Offer.CLOSED);
        assertThat(channel.sendIfOpen(-5)).isFalse();
        assertThat(channel.send(-6, HOUR)).isEqualTo(Offer.CLOSED);

        assertThat(undelivered).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void an_interrupted_send_gives_its_value_there_in_its_own_thread(int capacity) throws Exception {
        var threads = new CopyOnWriteArrayList<Thread>();
        Channel<Integer> channel = Channel.<Integer>onUndelivered(value -> {
                    undelivered.add(value);
                    threads.add(Thread.currentThread());
                })
                .buffered(capacity);
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }

        List<Running<?>> senders = List.of(
                Running.of(() -> channel.send(-1)),
                Running.of(() -> channel.send(-2, HOUR)),
                Running.of(() -> channel.sendIfOpen(-3)));
        Waiting.sendersWaitAt(channel, 3);
        for (Running<?> sender : senders) {
            sender.interrupt();
            assertThat(sender.failure()).isInstanceOf(InterruptedException.class);
        }

        assertThat(undelivered).containsExactly(-1, -2, -3);
        assertThat(threads).isEqualTo(senders.stream().map(Running::thread).toList());
        Waiting.sendersWaitAt(channel, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void a_send_that_is_interrupted_before_it_waits_gives_its_value_there(int capacity) {
        Channel<Integer> channel = channel(capacity);

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.send(1)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.send(2, HOUR)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.sendIfOpen(3)).isInstanceOf(InterruptedException.class);

        assertThat(undelivered).containsExactly(1, 2, 3);
        assertThat(channel.length()).isZero();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_sender_that_waits_in_vain_stands_in_no_queue_while_its_hook_runs() throws Exception {
        var standing = new ArrayList<Integer>();
        var channels = new ArrayList<Channel<Integer>>();
        Channel<Integer> channel = Channel.<Integer>onUndelivered(
                        _ -> standing.add(Waiting.sendersAt(channels.getFirst())))
                .unbuffered();
        channels.add(channel);

        var interrupted = Running.of(() -> channel.send(1));
        Waiting.sendersWaitAt(channel, 1);
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        var closed = Running.of(() -> channel.send(2));
        Waiting.sendersWaitAt(channel, 1);
        channel.close();
        assertThat(closed.failure()).isInstanceOf(ChannelClosedException.class);

        assertThat(standing).containsExactly(0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void the_hook_may_use_the_channel_it_belongs_to(int capacity) throws Exception {
        var channels = new ArrayList<Channel<Integer>>();
        Consumer<Integer> hook = value -> {
            Channel<Integer> itself = channels.getFirst();
            assertThat(itself.tryReceive()).isEqualTo(Received.closed(null));
            assertThat(itself.offer(value)).isEqualTo(Offer.CLOSED);
            assertThat(itself.close()).isFalse();
            assertThat(itself.cancel()).isFalse();
            assertThat(itself.length()).isZero();
            undelivered.add(value);
        };
        Channel<Integer> channel = Channel.<Integer>onUndelivered(hook).buffered(capacity);
        channels.add(channel);
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }
        var sender = Running.of(() -> channel.send(capacity));
        Waiting.sendersWaitAt(channel, 1);

        channel.cancel();
        assertThat(sender.failure()).isInstanceOf(ChannelClosedException.class);

        assertThat(undelivered).hasSize(capacity + 1).doesNotHaveDuplicates();
    }

    @Test
    void a_dropped_value_may_be_sent_anew_by_the_hook() throws InterruptedException {
        var channels = new ArrayList<Channel<Integer>>();
        Channel<Integer> channel = Channel.overflow(Channel.Overflow.DROP_OLDEST)
                .<Integer>onUndelivered(value -> {
                    undelivered.add(value);
                    if (undelivered.size() < 5) {
                        channels.getFirst().offer(value);
                    }
                })
                .buffered(2);
        channels.add(channel);

        channel.send(1);
        channel.send(2);
        channel.send(3); // drops 1, which drops 2, which drops 3, …

        assertThat(undelivered).containsExactly(1, 2, 3, 1, 2);
        assertThat(channel.receive()).isEqualTo(3);
        assertThat(channel.receive()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void a_cancel_hands_over_a_buffer_that_goes_round_its_end_from_the_oldest_value_on(int capacity)
            throws InterruptedException {
        Channel<Integer> channel = channel(capacity);
        int gone = capacity / 2 + 1;
        for (int i = 0; i < gone; i++) {
            channel.send(-1);
            channel.receive();
        }
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }

        channel.cancel();

        assertThat(undelivered)
                .containsExactlyElementsOf(IntStream.range(0, capacity).boxed().toList());
    }

    @Test
    void what_the_hook_throws_on_a_cancel_comes_out_of_it_when_all_values_have_been_handed_over()
            throws InterruptedException {
        Channel<Integer> channel = Channel.<Integer>onUndelivered(value -> {
                    undelivered.add(value);
                    if (value % 2 == 1) {
                        throw new IllegalStateException("hook " + value);
                    }
                })
                .buffered(10);
        for (int i = 0; i < 6; i++) {
            channel.send(i);
        }

        assertThatThrownBy(channel::cancel)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("hook 1")
                .satisfies(thrown -> assertThat(
                                Arrays.stream(thrown.getSuppressed()).map(Throwable::getMessage))
                        .containsExactly("hook 3", "hook 5"));

        assertThat(undelivered).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.cancel()).isFalse();
    }

    @Test
    void a_checked_exception_smuggled_out_of_the_hook_doesnt_keep_the_other_values_from_it()
            throws InterruptedException {
        Channel<Integer> channel = Channel.<Integer>onUndelivered(value -> {
                    undelivered.add(value);
                    ChannelUndeliveredTest.<RuntimeException>smuggle(new Exception("hook " + value));
                })
                .buffered(10);
        for (int i = 0; i < 3; i++) {
            channel.send(i);
        }

        Throwable thrown = thrownBy(channel::cancel);

        assertThat(undelivered).containsExactly(0, 1, 2);
        assertThat(thrown).isNotNull();
    }

    @Test
    void what_the_hook_throws_is_suppressed_on_what_the_send_throws() throws Exception {
        Channel<Integer> channel = Channel.<Integer>onUndelivered(value -> {
                    if (value == 1) {
                        throw new IllegalStateException("hook");
                    }
                    throw new AssertionError("hook");
                })
                .unbuffered();

        var interrupted = Running.of(() -> channel.send(1));
        Waiting.sendersWaitAt(channel, 1);
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
        var closed = Running.of(() -> channel.send(2));
        Waiting.sendersWaitAt(channel, 1);
        channel.close();

        assertThat(interrupted.failure().getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(closed.failure()).isInstanceOf(ChannelClosedException.class);
        assertThat(closed.failure().getSuppressed()).singleElement().isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> channel.send(3))
                .isInstanceOf(ChannelClosedException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
    }

    @Test
    void what_the_hook_throws_comes_out_of_the_send_that_dropped_a_value_and_has_happened()
            throws InterruptedException {
        Channel<Integer> channel = Channel.overflow(Channel.Overflow.DROP_OLDEST)
                .<Integer>onUndelivered(value -> {
                    throw new IllegalStateException("hook " + value);
                })
                .buffered(1);
        channel.send(1);

        assertThatThrownBy(() -> channel.send(2)).hasMessage("hook 1");
        assertThatThrownBy(() -> channel.offer(3)).hasMessage("hook 2");

        assertThat(channel.receive()).isEqualTo(3);
    }

    @Test
    void without_a_hook_values_are_dropped_in_silence() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(3);
        channel.send(1);

        channel.cancel();

        assertThatThrownBy(() -> channel.send(2))
                .isInstanceOf(ChannelClosedException.class)
                .hasNoSuppressedExceptions();
    }

    private static @Nullable Throwable thrownBy(Runnable call) {
        try {
            call.run();
            return null;
        } catch (Throwable thrown) {
            return thrown;
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> void smuggle(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
