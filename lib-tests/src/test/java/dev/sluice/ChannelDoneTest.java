package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.internal.OwnChannels;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends with a channel: its done channel, and what is upstream of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
@ParameterizedClass
@ValueSource(ints = {0, 1, 2, 10, 1000})
class ChannelDoneTest {
    private final int capacity;
    private final Channel<Integer> channel;

    ChannelDoneTest(int capacity) {
        this.capacity = capacity;
        this.channel = Channel.named("numbers").<Integer>buffered(capacity);
    }

    @Test
    void done_is_open_while_the_channel_is() throws InterruptedException {
        ReceiveChannel<Void> done = channel.done();

        assertThat(done.isClosed()).isFalse();
        assertThat(done.tryReceive()).isEqualTo(Received.empty());
        assertThat(done.name()).isEqualTo("numbers done");
        assertThat(channel.done()).isSameAs(done);
        channel.offer(7);
        assertThat(done.isClosed()).isFalse();
    }

    // ask 6: a receiver that says "stop"
    @Test
    void done_is_closed_when_the_receiver_leaves() {
        ReceiveChannel<Void> done = channel.done();

        channel.cancel();

        assertThat(done.tryReceive()).isEqualTo(Received.closed(null));
        assertThat(channel.done()).isSameAs(done);
    }

    @Test
    void done_is_closed_when_the_channel_is_though_values_are_left_in_it() {
        ReceiveChannel<Void> done = channel.done();
        channel.offer(7);

        channel.close();

        assertThat(done.isClosed()).isTrue();
    }

    @Test
    void done_does_not_say_with_which_error_the_channel_was_closed() throws InterruptedException {
        ReceiveChannel<Void> done = channel.done();

        channel.closeWithError(new IllegalStateException("boom"));

        assertThat(done.receive()).isNull();
    }

    @Test
    void done_of_a_channel_that_has_ended_is_closed_from_the_start() {
        channel.cancel();

        assertThat(channel.done().isClosed()).isTrue();
        assertThat(channel.done().tryReceive()).isEqualTo(Received.closed(null));
    }

    @Test
    void a_sender_without_a_value_learns_that_the_receiver_has_left() throws InterruptedException {
        Channel<Integer> idle = Channel.unbuffered();
        try (var scope = Scope.open();
                var select = Select.open()) {
            var next = select.receive(idle);
            var left = select.receive(channel.done());
            scope.go(channel::cancel);

            assertThat(select.await()).isSameAs(left).isNotSameAs(next);
            scope.join();
        }
    }

    @Test
    void done_that_is_asked_for_while_the_channel_ends_is_closed() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            Channel<Integer> each = Channel.buffered(capacity);
            try (var scope = Scope.open()) {
                scope.go(each::cancel);
                assertThat(each.done().receive()).isNull(); // waits for ever where the two have missed each other
                scope.join();
            }
        }
    }

    @Test
    void what_is_upstream_is_left_when_the_channel_ends_in_whichever_way() {
        List<Consumer<Channel<Integer>>> ways = List.of(
                Channel::cancel, Channel::close, each -> each.closeWithError(new IllegalStateException("boom")));
        for (Consumer<Channel<Integer>> way : ways) {
            Channel<Integer> before = Channel.buffered(capacity);
            Channel<Integer> output = Channel.buffered(capacity);
            OwnChannels.connect(output, () -> List.of(before));
            assertThat(before.isClosed()).isFalse();

            way.accept(output);

            assertThat(before.toString()).contains("cancelled");
        }
    }

    @Test
    void what_is_upstream_of_a_channel_that_has_ended_is_left_at_once() {
        Channel<Integer> before = Channel.buffered(capacity);
        channel.close();

        OwnChannels.connect(channel, () -> List.of(before));

        assertThat(before.isClosed()).isTrue();
    }

    @Test
    void what_has_ended_upstream_keeps_its_error() {
        Channel<Integer> before = Channel.buffered(capacity);
        before.closeWithError(new IllegalStateException("boom"));
        OwnChannels.connect(channel, () -> List.of(before));

        channel.cancel();

        assertThatThrownBy(before::receive).hasRootCauseMessage("boom");
    }

    @Test
    void a_clock_upstream_is_left_too() {
        ReceiveChannel<Instant> clock = Ticker.every(Duration.ofHours(1));
        OwnChannels.connect(channel, () -> List.of(clock));

        channel.cancel();

        assertThat(clock.isClosed()).isTrue();
    }

    @Test
    void a_chain_may_be_longer_than_a_stack_is_deep() {
        Channel<Integer> source = Channel.buffered(capacity);
        Channel<Integer> last = source;
        for (int i = 0; i < 100_000; i++) {
            Channel<Integer> before = last;
            last = Channel.unbuffered();
            OwnChannels.connect(last, () -> List.of(before));
        }

        last.cancel();

        assertThat(source.isClosed()).isTrue();
    }

    @Test
    void what_hooks_throw_comes_out_when_all_upstream_has_been_left() {
        Channel<Integer> source = Channel.buffered(1);
        Channel<Integer> middle = throwing("middle");
        Channel<Integer> last = throwing("last");
        Channel<Integer> sibling = throwing("sibling");
        OwnChannels.connect(middle, () -> List.of(source));
        OwnChannels.connect(last, () -> List.of(middle));
        OwnChannels.connect(last, () -> List.of(sibling));

        assertThatThrownBy(last::cancel)
                .hasMessage("last")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactlyInAnyOrder("middle", "sibling"));
        assertThat(List.of(source, middle, sibling)).allMatch(Channel::isClosed);
    }

    private static Channel<Integer> throwing(String message) {
        Channel<Integer> made = Channel.<Integer>onUndelivered(_ -> {
                    throw new IllegalArgumentException(message);
                })
                .buffered(1);
        made.offer(7);
        return made;
    }
}
