package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Channels that have ended, each way of ending against each way of using them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class SelectClosedTest {
    @SuppressWarnings("StaticAssignmentOfThrowable") // it is never thrown
    private static final IllegalStateException CAUSE = new IllegalStateException("the source broke");

    enum End {
        CLOSED,
        FAILED,
        CANCELLED,
        CLOSED_THEN_CANCELLED;

        void of(Channel<?> channel) {
            switch (this) {
                case CLOSED -> channel.close();
                case FAILED -> channel.closeWithError(CAUSE);
                case CANCELLED -> channel.cancel();
                case CLOSED_THEN_CANCELLED -> {
                    channel.close();
                    channel.cancel();
                }
            }
        }

        boolean keepsBuffer() {
            return this == CLOSED || this == FAILED;
        }
    }

    static Stream<Arguments> everyEndAndWay() {
        return Stream.of(End.values())
                .flatMap(end -> Stream.of(SelectWay.values())
                        .flatMap(way ->
                                IntStream.of(0, 1, 2, 10, 1000).mapToObj(capacity -> arguments(end, way, capacity))));
    }

    @ParameterizedTest
    @MethodSource("everyEndAndWay")
    void receiving_drains_the_buffer_and_then_says_closed_as_a_plain_receive_does(End end, SelectWay way, int capacity)
            throws InterruptedException {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
        List<Integer> sent = IntStream.range(0, capacity).boxed().toList();
        for (int each : sent) {
            channel.send(each);
        }
        end.of(channel);

        var received = new ArrayList<Integer>();
        while (way.receive(channel) instanceof Received.Value<Integer>(var value)) {
            received.add(value);
        }

        assertThat(end.keepsBuffer() ? received : undelivered).isEqualTo(sent);
        assertThat(end.keepsBuffer() ? undelivered : received).isEmpty();
        assertThat(way.receive(channel)).isEqualTo(Received.closed(end == End.FAILED ? CAUSE : null));
        assertThat(channel.tryReceive()).isEqualTo(Received.closed(end == End.FAILED ? CAUSE : null));
    }

    @ParameterizedTest
    @MethodSource("everyEndAndWay")
    void a_value_sent_stays_with_the_caller(End end, SelectWay way, int capacity) throws InterruptedException {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
        end.of(channel);

        assertThat(way.send(channel, 1)).isEqualTo(Offer.CLOSED);

        assertThat(channel.offer(2)).isEqualTo(Offer.CLOSED);
        assertThat(undelivered).isEmpty();
        assertThat(channel.length()).isZero();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void a_send_case_throws_what_a_plain_send_does(End end) {
        Channel<Integer> channel = Channel.named("orders").unbuffered();
        end.of(channel);
        Throwable plain = org.assertj.core.api.Assertions.catchThrowable(() -> channel.send(1));

        try (var select = Select.open()) {
            select.send(channel).value(1);

            assertThatThrownBy(select::await)
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessage(plain.getMessage())
                    .hasCause(plain.getCause());
            assertThatThrownBy(select::poll)
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessageContaining("orders");
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void a_value_made_for_an_ended_channel_goes_to_its_hook(End end) {
        var undelivered = new ArrayList<Integer>();
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).unbuffered();
        end.of(channel);
        try (var select = Select.open()) {
            select.send(channel, () -> 5);

            assertThatThrownBy(select::await).isInstanceOf(ChannelClosedException.class);
            assertThat(undelivered).containsExactly(5);
            assertThatThrownBy(select::poll).isInstanceOf(ChannelClosedException.class);
            assertThat(undelivered).containsExactly(5, 5);
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void ending_a_channel_wakes_the_selects_that_receive_from_it(End end) throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        Channel<Integer> silent = Channel.unbuffered();
        try (var scope = Scope.open()) {
            var waiting = new ArrayList<Task<Received<Integer>>>();
            for (int i = 0; i < 3; i++) {
                waiting.add(scope.go(() -> {
                    try (var select = Select.open()) {
                        select.receive(silent);
                        var take = select.receive(channel);
                        assertThat(select.await()).isSameAs(take);
                        assertThat(take.closed()).isTrue();
                        return Received.closed(take.cause());
                    }
                }));
            }
            Waiting.receiversWaitAt(channel, 3);

            end.of(channel);

            for (var each : waiting) {
                assertThat(each.await()).isEqualTo(Received.closed(end == End.FAILED ? CAUSE : null));
            }
            scope.join();
        }
        SelectMatrixTest.assertThatNobodyWaitsAt(channel, silent);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void ending_a_channel_fails_the_selects_that_send_to_it(End end) throws InterruptedException {
        var undelivered = new CopyOnWriteArrayList<Integer>();
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(1);
        channel.send(0);
        Channel<Integer> silent =
                Channel.<Integer>onUndelivered(undelivered::add).unbuffered();
        try (var scope = Scope.open()) {
            scope.go(() -> {
                try (var select = Select.open()) {
                    select.send(channel, () -> 1);
                    select.send(silent, () -> 2);
                    select.send(channel).value(3);
                    assertThatThrownBy(select::await).isInstanceOf(ChannelClosedException.class);
                }
            });
            Waiting.sendersWaitAt(channel, 2);

            end.of(channel);

            scope.join();
        }
        assertThat(undelivered)
                .containsExactlyInAnyOrderElementsOf(end.keepsBuffer() ? List.of(1, 2) : List.of(0, 1, 2));
        SelectMatrixTest.assertThatNobodyWaitsAt(channel, silent);
    }

    @Test
    void the_value_of_a_case_that_found_a_failure_is_that_failure() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        channel.closeWithError(CAUSE);
        try (var select = Select.open()) {
            var take = select.receive(channel);

            assertThat(select.await()).isSameAs(take);

            assertThat(take.closed()).isTrue();
            assertThat(take.cause()).isSameAs(CAUSE);
            assertThatThrownBy(take::value)
                    .isInstanceOf(ChannelFailedException.class)
                    .hasCause(CAUSE);
        }
        assertThat(Select.<@Nullable Throwable, RuntimeException>of(
                        Select.on(channel, _ -> null, Received.Closed::cause)))
                .isSameAs(CAUSE);
    }

    /** A select with a ticker queues again when the clock has woken it in vain; what it was offered in between has gone elsewhere. */
    @Test
    void a_receive_case_that_was_told_closed_had_the_value_of_a_match_that_was_lost() {
        Channel<Integer> channel = Channel.unbuffered();
        var wait = new Wait();
        var waiter = new Waiter(wait);
        waiter.prepare(null);
        channel.lock();
        channel.enqueue(WaitQueues.Side.RECEIVERS, waiter); // of a wait that has given up, and is about to leave
        channel.unlock();
        assertThat(channel.offer(1)).isEqualTo(Offer.FULL);

        wait.begin();
        channel.lock();
        channel.enqueue(WaitQueues.Side.RECEIVERS, waiter);
        channel.unlock();
        channel.close();

        assertThat(wait.matched()).isSameAs(waiter);
        assertThat(waiter.closed).isTrue();
        assertThat(waiter.value).isNull();
    }

    @Test
    void a_closed_channel_ends_nothing_else() throws InterruptedException {
        Channel<Integer> closed = Channel.unbuffered();
        closed.close();
        Channel<Integer> open = Channel.buffered(100);
        for (int i = 0; i < 100; i++) {
            open.send(i);
        }
        var received = new ArrayList<Integer>();
        int closures = 0;
        try (var select = Select.open()) {
            var one = select.receive(closed);
            var other = select.receive(open);
            for (Select.Case ready; (ready = select.poll()) != null; ) {
                if (ready == one) {
                    assertThat(one.closed()).isTrue();
                    assertThat(one.value()).isNull();
                    closures++;
                    one.enable(false);
                } else {
                    received.add(other.value());
                }
            }
        }
        assertThat(closures).isEqualTo(1);
        assertThat(received).hasSize(100).isSorted();
    }
}
