package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What each operation answers on a channel that was closed, closed with an error, or cancelled. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
@ParameterizedClass
@ValueSource(ints = {0, 1, 2, 10, 1000})
class ChannelEndedTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final int capacity;
    private final List<Integer> undelivered = new ArrayList<>();
    private final Channel<Integer> channel;
    private final Throwable cause = new IllegalArgumentException("boom");

    ChannelEndedTest(int capacity) {
        this.capacity = capacity;
        this.channel = Channel.named("numbers")
                .<Integer>onUndelivered(undelivered::add)
                .buffered(capacity);
    }

    @Test
    void what_was_received_from_a_channel_closed_with_an_error_has_that_as_its_cause() {
        var cause = new IllegalStateException("expected");
        Channel<Integer> failed = Channel.unbuffered();
        Channel<Integer> closed = Channel.unbuffered();
        failed.closeWithError(cause);
        closed.close();

        assertThat(((Received.Closed<Integer>) failed.tryReceive()).cause()).isSameAs(cause);
        assertThat(((Received.Closed<Integer>) closed.tryReceive()).cause()).isNull();
    }

    @Test
    void only_the_first_close_returns_true() {
        assertThat(channel.isClosed()).isFalse();

        assertThat(channel.close()).isTrue();

        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.close()).isFalse();
        assertThat(channel.closeWithError(cause)).isFalse();
        assertThat(channel.cancel()).isFalse();
        assertThat(channel.close()).isFalse();
    }

    @Test
    void only_the_first_close_with_error_returns_true_and_its_cause_stays() {
        assertThat(channel.closeWithError(cause)).isTrue();

        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.closeWithError(new IllegalArgumentException("later")))
                .isFalse();
        assertThat(channel.close()).isFalse();
        assertThatThrownBy(channel::receive).hasCause(cause);
    }

    @Test
    void only_the_first_cancel_returns_true() {
        assertThat(channel.cancel()).isTrue();

        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.cancel()).isFalse();
        assertThat(channel.close()).isFalse();
        assertThat(channel.closeWithError(cause)).isFalse();
        assertThat(channel.tryReceive()).isEqualTo(Received.closed(null));
    }

    @Test
    @SuppressWarnings("NullAway")
    void an_error_to_close_with_is_needed() {
        assertThatThrownBy(() -> channel.closeWithError(null)).isInstanceOf(NullPointerException.class);
        assertThat(channel.isClosed()).isFalse();
    }

    @Test
    void values_of_a_closed_channel_can_be_received_and_then_it_answers_closed() throws InterruptedException {
        fill();
        channel.close();

        assertThat(channel.length()).isEqualTo(capacity);
        assertThat(drainInTurns()).isEqualTo(numbers(capacity));

        assertThat(channel.receive()).isNull();
        assertThat(channel.receive(HOUR)).isEqualTo(Received.closed(null));
        assertThat(channel.receive(Duration.ZERO)).isEqualTo(Received.closed(null));
        assertThat(channel.tryReceive()).isEqualTo(Received.closed(null));
        assertThat(channel.iterator()).isExhausted();
        assertThat(channel.length()).isZero();
        assertThat(undelivered).isEmpty();
    }

    @Test
    void values_of_a_failed_channel_can_be_received_and_then_it_answers_the_cause() throws InterruptedException {
        fill();
        channel.closeWithError(cause);

        assertThat(drainInTurns()).isEqualTo(numbers(capacity));

        for (int i = 0; i < 2; i++) { // it stays so
            assertThatThrownBy(channel::receive)
                    .isExactlyInstanceOf(ChannelFailedException.class)
                    .hasMessage("channel numbers was closed with an error: " + cause)
                    .hasCause(cause);
            assertThat(channel.receive(HOUR)).isEqualTo(Received.closed(cause));
            assertThat(channel.tryReceive()).isEqualTo(Received.closed(cause));
            assertThatThrownBy(() -> channel.iterator().hasNext()).hasCause(cause);
        }
        assertThat(undelivered).isEmpty();
    }

    @Test
    void a_cancelled_channel_has_nothing_to_receive_and_gives_its_values_to_the_hook() throws InterruptedException {
        fill();
        channel.cancel();

        assertThat(undelivered).isEqualTo(numbers(capacity));
        assertThat(channel.length()).isZero();
        assertThat(channel.receive()).isNull();
        assertThat(channel.receive(HOUR)).isEqualTo(Received.closed(null));
        assertThat(channel.tryReceive()).isEqualTo(Received.closed(null));
        assertThat(channel.iterator()).isExhausted();
    }

    @Test
    void cancelling_a_closed_channel_drops_what_is_in_its_buffer() throws InterruptedException {
        fill();
        channel.closeWithError(cause);

        assertThat(channel.cancel()).isFalse();

        assertThat(undelivered).isEqualTo(numbers(capacity));
        assertThat(channel.length()).isZero();
    }

    @Test
    void a_receiver_that_leaves_when_told_of_an_error_erased_it_for_the_others() throws InterruptedException {
        fill();
        channel.closeWithError(cause);
        drainInTurns();

        assertThatThrownBy(channel::receive).hasCause(cause);
        channel.cancel();

        assertThatThrownBy(channel::receive)
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(cause);
        assertThat(channel.receive(HOUR)).isEqualTo(Received.closed(cause));
        assertThat(channel.tryReceive()).isEqualTo(Received.closed(cause));
        try (var select = Select.open()) {
            var take = select.receive(channel);
            assertThat(select.await()).isSameAs(take);
            assertThat(take.cause()).isSameAs(cause);
        }
        assertThatThrownBy(() -> channel.send(7))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasMessage("channel numbers is closed")
                .hasCause(cause);
    }

    @Test
    void the_first_end_is_reported_to_all() throws InterruptedException {
        fill();
        channel.cancel();

        channel.closeWithError(cause);

        assertThat(channel.receive()).isNull();
        assertThatThrownBy(() -> channel.send(7))
                .hasMessage("the receiver of channel numbers has left")
                .hasNoCause();
    }

    @Test
    void a_send_on_a_closed_channel_throws() {
        channel.close();

        assertThatThrownBy(() -> channel.send(7))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasMessage("channel numbers is closed")
                .hasNoCause();
        assertThat(undelivered).containsExactly(7);
    }

    @Test
    void a_send_on_a_failed_channel_throws_with_the_cause() {
        channel.closeWithError(cause);

        assertThatThrownBy(() -> channel.send(7))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasMessage("channel numbers is closed")
                .hasCause(cause);
        assertThat(undelivered).containsExactly(7);
    }

    @Test
    void a_send_on_a_cancelled_channel_throws() {
        channel.cancel();

        assertThatThrownBy(() -> channel.send(7))
                .isExactlyInstanceOf(ChannelClosedException.class)
                .hasMessage("the receiver of channel numbers has left")
                .hasNoCause();
        assertThat(undelivered).containsExactly(7);
    }

    @Test
    void other_sends_on_a_channel_that_has_ended_answer_so_and_leave_the_value_with_the_caller()
            throws InterruptedException {
        for (int ending = 0; ending < 3; ending++) {
            for (Channel.Overflow overflow : Channel.Overflow.values()) {
                if (capacity > 0 || overflow == Channel.Overflow.WAIT) {
                    Channel<Integer> ended = Channel.overflow(overflow)
                            .<Integer>onUndelivered(undelivered::add)
                            .buffered(capacity);
                    for (int i = 0; i < capacity; i++) {
                        ended.send(i);
                    }
                    end(ended, ending);
                    undelivered.clear();

                    assertThat(ended.offer(1)).as("%s", ended).isEqualTo(Offer.CLOSED);
                    assertThat(ended.send(2, HOUR)).as("%s", ended).isEqualTo(Offer.CLOSED);
                    assertThat(ended.send(3, Duration.ZERO)).as("%s", ended).isEqualTo(Offer.CLOSED);
                    assertThat(ended.sendIfOpen(4)).as("%s", ended).isFalse();
                    assertThat(undelivered).isEmpty();
                }
            }
        }
    }

    @Test
    void receivers_that_wait_are_answered_by_each_ending() throws Exception {
        for (int ending = 0; ending < 3; ending++) {
            Channel<Integer> ended = Channel.named("fresh")
                    .<Integer>onUndelivered(undelivered::add)
                    .buffered(capacity);
            var plain = Running.of(() -> ended.receive());
            var timed = Running.of(() -> ended.receive(HOUR));
            var iterating = Running.of(() -> ended.iterator().hasNext());
            Waiting.receiversWaitAt(ended, 3);

            end(ended, ending);

            if (ending == 1) {
                assertThat(plain.failure())
                        .isInstanceOf(ChannelFailedException.class)
                        .hasCause(cause);
                assertThat(timed.result()).isEqualTo(Received.closed(cause));
                assertThat(iterating.failure())
                        .isInstanceOf(ChannelFailedException.class)
                        .hasCause(cause);
            } else {
                assertThat(plain.result()).isNull();
                assertThat(timed.result()).isEqualTo(Received.closed(null));
                assertThat(iterating.result()).isFalse();
            }
            Waiting.receiversWaitAt(ended, 0);
        }
    }

    @Test
    void senders_that_wait_are_answered_by_each_ending() throws Exception {
        for (int ending = 0; ending < 3; ending++) {
            Channel<Integer> ended = Channel.named("fresh")
                    .<Integer>onUndelivered(undelivered::add)
                    .buffered(capacity);
            for (int i = 0; i < capacity; i++) {
                ended.send(i);
            }
            var plain = Running.of(() -> ended.send(-1));
            var timed = Running.of(() -> ended.send(-2, HOUR));
            var polite = Running.of(() -> ended.sendIfOpen(-3));
            Waiting.sendersWaitAt(ended, 3);

            end(ended, ending);

            assertThat(plain.failure())
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessage(ending == 2 ? "the receiver of channel fresh has left" : "channel fresh is closed");
            assertThat(plain.failure().getCause()).isSameAs(ending == 1 ? cause : null);
            assertThat(timed.result()).isEqualTo(Offer.CLOSED);
            assertThat(polite.result()).isFalse();
            Waiting.sendersWaitAt(ended, 0);
            assertThat(undelivered).filteredOn(each -> each < 0).containsExactly(-1);
            assertThat(ended.length()).isEqualTo(ending == 2 ? 0 : capacity);
            undelivered.clear();
            ended.cancel();
            undelivered.clear();
        }
    }

    @Test
    void an_iterator_ends_with_the_channel() throws InterruptedException {
        fill();
        channel.close();
        Iterator<Integer> iterator = channel.iterator();

        for (int i = 0; i < capacity; i++) {
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.hasNext()).as("asked again").isTrue();
            assertThat(iterator.next()).isEqualTo(i);
        }

        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("the channel is closed and drained");
    }

    private void end(Channel<Integer> ended, int how) {
        boolean first = switch (how) {
            case 0 -> ended.close();
            case 1 -> ended.closeWithError(cause);
            default -> ended.cancel();
        };
        assertThat(first).isTrue();
    }

    private void fill() throws InterruptedException {
        for (int i = 0; i < capacity; i++) {
            channel.send(i);
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Receives what is there, by each of the ways in turn. */
    private List<Integer> drainInTurns() throws InterruptedException {
        List<Integer> drained = new ArrayList<>();
        for (int i = 0; channel.length() > 0; i++) {
            drained.add(
                    switch (i % 4) {
                        case 0 -> channel.receive();
                        case 1 -> channel.receive(HOUR).orNull();
                        case 2 -> channel.tryReceive().orNull();
                        default -> channel.iterator().next();
                    });
        }
        return drained;
    }
}
