package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends and receives that wait for at most some time. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class ChannelDeadlineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    static List<Duration> noTime() {
        return List.of(
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofDays(-1),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofNanos(Long.MIN_VALUE));
    }

    static List<Duration> endless() {
        return List.of(
                Duration.ofDays(146 * 365),
                Duration.ofNanos(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    }

    /** Moments at which the scale of time may begin, some of them just before it wraps around. */
    static List<Long> beginnings() {
        return List.of(
                0L,
                -1L,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE - SECOND.toNanos() + 1,
                Long.MAX_VALUE - SECOND.toNanos(), // the deadline is Long.MAX_VALUE, which elsewhere means "never"
                Long.MAX_VALUE - SECOND.toNanos() - 1);
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void a_receive_gives_up_at_its_deadline_and_not_before(long beginning) throws Exception {
        try (var world = ManualWorld.begin(beginning)) {
            Channel<Integer> channel = Channel.unbuffered();
            var receiver = Running.of(() -> channel.receive(SECOND));
            Waiting.receiversWaitAt(channel, 1);
            Waiting.parks(receiver.thread());

            world.advance(SECOND.minusNanos(2)); // a deadline of Long.MAX_VALUE is taken one nanosecond earlier
            receiver.thread().interrupt(); // looks at the clock, and would give up if it were too late
            assertThat(receiver.failure()).isInstanceOf(InterruptedException.class);
            var another = Running.of(() -> channel.receive(SECOND));
            Waiting.receiversWaitAt(channel, 1);
            world.advance(SECOND);

            assertThat(another.result()).isEqualTo(Received.empty());
            Waiting.receiversWaitAt(channel, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void a_send_gives_up_at_its_deadline_and_keeps_its_value(long beginning) throws Exception {
        try (var world = ManualWorld.begin(beginning)) {
            var undelivered = new ArrayList<Integer>();
            Channel<Integer> channel =
                    Channel.<Integer>onUndelivered(undelivered::add).unbuffered();
            var sender = Running.of(() -> channel.send(1, SECOND));
            Waiting.sendersWaitAt(channel, 1);

            world.advance(SECOND);

            assertThat(sender.result()).isEqualTo(Offer.FULL);
            assertThat(undelivered).isEmpty();
            Waiting.sendersWaitAt(channel, 0);
            assertThat(channel.tryReceive()).isEqualTo(Received.empty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void what_comes_before_the_deadline_is_taken(int capacity) throws Exception {
        try (var world = ManualWorld.begin()) {
            Channel<Integer> channel = Channel.buffered(capacity);
            var receiver = Running.of(() -> channel.receive(SECOND));
            Waiting.receiversWaitAt(channel, 1);
            world.advance(SECOND.minusNanos(1));
            assertThat(channel.offer(1)).isEqualTo(Offer.SENT);
            assertThat(receiver.result()).isEqualTo(new Received.Value<>(1));

            for (int i = 0; i < capacity; i++) {
                channel.send(i);
            }
            var sender = Running.of(() -> channel.send(capacity, SECOND));
            Waiting.sendersWaitAt(channel, 1);
            world.advance(SECOND.minusNanos(1));
            for (int i = 0; i <= capacity; i++) {
                assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
            }
            assertThat(sender.result()).isEqualTo(Offer.SENT);
        }
    }

    @ParameterizedTest
    @MethodSource("noTime")
    void without_time_it_doesnt_wait_but_takes_what_is_there(Duration noTime) throws InterruptedException {
        for (int capacity : new int[] {0, 1, 2, 10, 1000}) {
            Channel<Integer> channel = Channel.buffered(capacity);

            assertThat(channel.receive(noTime)).isEqualTo(Received.empty());
            for (int i = 0; i < capacity; i++) {
                assertThat(channel.send(i, noTime)).isEqualTo(Offer.SENT);
            }
            assertThat(channel.send(-1, noTime)).isEqualTo(Offer.FULL);
            for (int i = 0; i < capacity; i++) {
                assertThat(channel.receive(noTime)).isEqualTo(new Received.Value<>(i));
            }
            assertThat(channel.receive(noTime)).isEqualTo(Received.empty());
            assertThat(Waiting.receiversAt(channel)).isZero();
            assertThat(Waiting.sendersAt(channel)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("noTime")
    void without_time_it_meets_a_partner_that_waits(Duration noTime) throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        var receiver = Running.of(() -> channel.receive());
        Waiting.receiversWaitAt(channel, 1);
        assertThat(channel.send(1, noTime)).isEqualTo(Offer.SENT);
        assertThat(receiver.result()).isEqualTo(1);

        var sender = Running.of(() -> channel.send(2));
        Waiting.sendersWaitAt(channel, 1);
        assertThat(channel.receive(noTime)).isEqualTo(new Received.Value<>(2));
        sender.result();
    }

    @Test
    void a_tiny_time_passes_in_the_real_world_too() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();

        for (long nanos = 1; nanos <= 1_000_000; nanos *= 10) {
            assertThat(channel.receive(Duration.ofNanos(nanos))).isEqualTo(Received.empty());
            assertThat(channel.send(1, Duration.ofNanos(nanos))).isEqualTo(Offer.FULL);
        }

        assertThat(channel.offer(1)).isEqualTo(Offer.FULL);
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
    }

    @ParameterizedTest
    @MethodSource("endless")
    void a_huge_time_is_not_taken_for_a_past_one(Duration endless) throws Exception {
        for (long beginning : beginnings()) {
            try (var world = ManualWorld.begin(beginning)) {
                Channel<Integer> channel = Channel.unbuffered();
                var receiver = Running.of(() -> channel.receive(endless));
                Waiting.receiversWaitAt(channel, 1);
                world.advance(Duration.ofDays(145 * 365));
                channel.send(1);
                assertThat(receiver.result()).isEqualTo(new Received.Value<>(1));

                var sender = Running.of(() -> channel.send(2, endless));
                Waiting.sendersWaitAt(channel, 1);
                world.advance(Duration.ofDays(145 * 365));
                assertThat(channel.receive()).isEqualTo(2);
                assertThat(sender.result()).isEqualTo(Offer.SENT);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("endless")
    void a_huge_time_is_waited_for_in_the_real_world_too(Duration endless) throws Exception {
        Channel<Integer> channel = Channel.unbuffered();
        var receiver = Running.of(() -> channel.receive(endless));
        Waiting.receiversWaitAt(channel, 1);
        Waiting.parks(receiver.thread());

        channel.send(1);

        assertThat(receiver.result()).isEqualTo(new Received.Value<>(1));
    }
}
