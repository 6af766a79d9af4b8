package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The channel that delivers the time once. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class ClockChannelTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Moments at which the scale of time may begin, some of them just before it wraps around. */
    static LongStream beginnings() {
        return LongStream.of(0, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - SECOND.toNanos());
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void delivers_one_value_and_is_closed(long beginning) throws Exception {
        try (var world = ManualWorld.begin(beginning)) {
            ReceiveChannel<Instant> after = Channel.after(SECOND);

            world.advance(SECOND.minusNanos(2)); // a deadline of Long.MAX_VALUE is taken one nanosecond earlier
            assertThat(after.tryReceive()).isEqualTo(Received.empty());
            assertThat(after.receive(Duration.ZERO)).isEqualTo(Received.empty());
            assertThat(after.length()).isZero();
            assertThat(after.isClosed()).isFalse();
            world.advance(HOUR);

            assertThat(after.length()).isEqualTo(1);
            Instant value = after.receive();
            assertThat(Duration.between(ManualWorld.START, value)).isBetween(SECOND.minusNanos(1), SECOND);
            assertThat(after.isClosed()).isTrue();
            assertThat(after.length()).isZero();
            assertThat(after.receive()).isNull();
            assertThat(after.receive(HOUR)).isEqualTo(Received.closed(null));
            assertThat(after.tryReceive()).isEqualTo(Received.closed(null));
            assertThat(after.iterator()).isExhausted();
            assertThat(after.cancel()).isFalse();
            assertThat(after.capacity()).isEqualTo(1);
            assertThat(after.name()).isNull();
            assertThat(world.timers().pending()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void of_the_waiters_one_gets_the_value_and_the_others_the_close(long beginning) throws Exception {
        try (var world = ManualWorld.begin(beginning)) {
            ClockChannel after = new ClockChannel(SECOND);
            List<Running<Instant>> receivers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                receivers.add(Running.of(() -> after.receive()));
            }
            Waiting.receiversWaitAt(after, 5);
            assertThat(world.timers().pending()).isZero();

            world.advance(SECOND);

            List<Instant> values = new ArrayList<>();
            for (Running<Instant> receiver : receivers) {
                values.add(receiver.result());
            }
            assertThat(values).filteredOn(value -> value != null).hasSize(1);
            Waiting.receiversWaitAt(after, 0);
        }
    }

    static Stream<Duration> over() {
        return Stream.of(
                Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE), Duration.ofDays(-400_000));
    }

    @ParameterizedTest
    @MethodSource("over")
    void a_delay_that_is_over_delivers_at_once(Duration delay) throws InterruptedException {
        try (var _ = ManualWorld.begin()) {
            assertThat(Channel.after(delay).receive()).isEqualTo(ManualWorld.START);
        }
    }

    static Stream<Duration> huge() {
        return Stream.of(
                Duration.ofDays(146 * 365), Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("huge")
    void a_huge_delay_isnt_over_soon(Duration delay) throws Exception {
        for (long beginning : beginnings().toArray()) {
            try (var world = ManualWorld.begin(beginning)) {
                ClockChannel after = new ClockChannel(delay);
                var receiver = Running.of(() -> after.receive(delay));
                Waiting.receiversWaitAt(after, 1);

                world.advance(Duration.ofDays(145 * 365));

                assertThat(after.tryReceive()).isEqualTo(Received.empty());
                Waiting.receiversWaitAt(after, 1);
                after.cancel();
                assertThat(receiver.result()).isEqualTo(Received.closed(null));
            }
        }
    }

    @Test
    void a_receive_that_gives_up_first_takes_nothing() throws Exception {
        try (var world = ManualWorld.begin()) {
            ClockChannel after = new ClockChannel(HOUR);
            var timed = Running.of(() -> after.receive(SECOND));
            var interrupted = Running.of(() -> after.receive());
            Waiting.receiversWaitAt(after, 2);

            interrupted.interrupt();
            world.advance(SECOND);

            assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
            assertThat(timed.result()).isEqualTo(Received.empty());
            Waiting.receiversWaitAt(after, 0);
            world.advance(HOUR);
            assertThat(after.receive()).isEqualTo(ManualWorld.START.plus(HOUR));
        }
    }

    @Test
    void a_timeout_at_the_same_moment_doesnt_miss_the_value() throws Exception {
        try (var world = ManualWorld.begin()) {
            ClockChannel after = new ClockChannel(SECOND);
            var receiver = Running.of(() -> after.receive(SECOND));
            Waiting.receiversWaitAt(after, 1);

            world.advance(SECOND);

            assertThat(receiver.result()).isEqualTo(new Received.Value<>(ManualWorld.START.plus(SECOND)));
        }
    }

    @Test
    void cancelling_wakes_the_receivers() throws Exception {
        try (var world = ManualWorld.begin()) {
            ClockChannel after = new ClockChannel(HOUR);
            var plain = Running.of(() -> after.receive());
            var timed = Running.of(() -> after.receive(HOUR));
            var iterating = Running.of(() -> after.iterator().hasNext());
            Waiting.receiversWaitAt(after, 3);

            assertThat(after.cancel()).isTrue();

            assertThat(after.cancel()).isFalse();
            assertThat(plain.result()).isNull();
            assertThat(timed.result()).isEqualTo(Received.closed(null));
            assertThat(iterating.result()).isFalse();
            Waiting.receiversWaitAt(after, 0);
            assertThat(after.tryReceive()).isEqualTo(Received.closed(null)); // before its time
            world.advance(HOUR);
            assertThat(after.tryReceive()).isEqualTo(Received.closed(null));
            assertThat(after.length()).isZero();
        }
    }

    @Test
    void an_interrupt_before_the_wait_takes_nothing() throws InterruptedException {
        try (var _ = ManualWorld.begin()) {
            ReceiveChannel<Instant> after = Channel.after(Duration.ZERO);

            Thread.currentThread().interrupt();
            assertThatThrownBy(after::receive).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> after.receive(HOUR)).isInstanceOf(InterruptedException.class);

            assertThat(after.length()).isEqualTo(1);
            assertThat(after.receive()).isEqualTo(ManualWorld.START);
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void rejects_null() {
        assertThatThrownBy(() -> Channel.after(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void time_passes_in_the_real_world_too() throws InterruptedException {
        Instant value = Channel.after(Duration.ofMillis(2)).receive();

        assertThat(value).isBeforeOrEqualTo(Instant.now());
    }
}
