package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Eventually;
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

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class TickerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Moments at which the scale of time may begin; it wraps around before, at or after the first tick. */
    static LongStream beginnings() {
        return LongStream.of(
                0,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE - SECOND.toNanos() - 1,
                Long.MAX_VALUE - SECOND.toNanos(), // the tick is at Long.MAX_VALUE, which elsewhere means "never"
                Long.MAX_VALUE - SECOND.toNanos() + 1);
    }

    private static Instant tick(int number) {
        return ManualWorld.START.plus(SECOND.multipliedBy(number));
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void ticks_at_each_interval(long beginning) throws InterruptedException {
        try (var world = ManualWorld.begin(beginning);
                var ticker = Ticker.every(SECOND)) {
            assertThat(ticker.tryReceive()).isEqualTo(Received.empty());
            world.advance(SECOND.minusNanos(1));
            assertThat(ticker.tryReceive()).isEqualTo(Received.empty());
            assertThat(ticker.length()).isZero();
            world.advance(Duration.ofNanos(1));

            for (int i = 1; i < 1_000; i++) {
                assertThat(ticker.length()).isEqualTo(1);
                assertThat(ticker.receive()).isEqualTo(tick(i));
                assertThat(ticker.tryReceive()).isEqualTo(Received.empty());
                world.advance(SECOND);
            }
            assertThat(world.timers().pending()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void wakes_a_receiver_that_waits(long beginning) throws Exception {
        try (var world = ManualWorld.begin(beginning);
                var ticker = Ticker.every(SECOND)) {
            for (int i = 1; i < 5; i++) {
                var receiver = Running.of(() -> ticker.receive());
                Waiting.receiversWaitAt(ticker, 1);
                Waiting.parks(receiver.thread());
                world.advance(SECOND.plusNanos(1)); // a tick at Long.MAX_VALUE comes one nanosecond later

                assertThat(receiver.result()).isEqualTo(tick(i));
                Waiting.receiversWaitAt(ticker, 0);
            }
        }
    }

    @Test
    void a_late_receiver_gets_one_tick_at_once_and_the_next_on_the_grid() throws InterruptedException {
        try (var world = ManualWorld.begin();
                var ticker = Ticker.every(SECOND)) {
            world.advance(SECOND.multipliedBy(3).plusMillis(700));

            assertThat(ticker.receive()).isEqualTo(tick(3));
            assertThat(ticker.tryReceive()).as("no burst").isEqualTo(Received.empty());
            world.advance(Duration.ofMillis(299));
            assertThat(ticker.tryReceive()).isEqualTo(Received.empty());
            world.advance(Duration.ofMillis(1));
            assertThat(ticker.receive()).isEqualTo(tick(4));
        }
    }

    @Test
    void each_tick_goes_to_one_of_the_waiters() throws Exception {
        try (var world = ManualWorld.begin();
                var ticker = Ticker.every(SECOND)) {
            List<Running<Instant>> receivers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                receivers.add(Running.of(() -> ticker.receive()));
            }

            for (int i = 1; i <= 5; i++) {
                int ended = i;
                Waiting.receiversWaitAt(ticker, 6 - i);
                world.advance(SECOND);
                Eventually.becomes(
                        () -> receivers.stream().filter(Running::isDone).count() == ended,
                        () -> ended + " have a tick");
            }

            List<Instant> ticks = new ArrayList<>();
            for (Running<Instant> receiver : receivers) {
                ticks.add(receiver.result());
            }
            assertThat(ticks).containsExactlyInAnyOrder(tick(1), tick(2), tick(3), tick(4), tick(5));
        }
    }

    @Test
    void closing_wakes_the_receivers_and_ends_loops() throws Exception {
        try (var world = ManualWorld.begin()) {
            var ticker = Ticker.every(SECOND);
            var plain = Running.of(() -> ticker.receive());
            var looping = Running.of(() -> {
                for (Instant _ : ticker) {
                    throw new AssertionError("no tick was to come");
                }
            });
            Waiting.receiversWaitAt(ticker, 2);

            ticker.close();
            ticker.close();

            assertThat(plain.result()).isNull();
            looping.result();
            Waiting.receiversWaitAt(ticker, 0);
            assertThat(ticker.isClosed()).isTrue();
            assertThat(ticker.cancel()).isFalse();
            world.advance(SECOND);
            assertThat(ticker.tryReceive()).isEqualTo(Received.closed(null));
            assertThat(ticker.receive()).isNull();
        }
    }

    @Test
    void a_wait_that_gives_up_takes_no_tick() throws Exception {
        try (var world = ManualWorld.begin();
                var ticker = Ticker.every(SECOND)) {
            var timed = Running.of(() -> ticker.receive(Duration.ofMillis(500)));
            var interrupted = Running.of(() -> ticker.receive());
            Waiting.receiversWaitAt(ticker, 2);

            interrupted.interrupt();
            world.advance(Duration.ofMillis(500));

            assertThat(timed.result()).isEqualTo(Received.empty());
            assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
            Waiting.receiversWaitAt(ticker, 0);
            world.advance(Duration.ofMillis(500));
            assertThat(ticker.receive()).isEqualTo(tick(1));
        }
    }

    static Stream<Duration> outOfRange() {
        return Stream.of(
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofDays(36_500).plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void rejects_an_interval_out_of_range(Duration interval) {
        assertThatThrownBy(() -> Ticker.every(interval))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("interval must be more than 0 and at most 36500 days, was " + interval);
    }

    @Test
    @SuppressWarnings("NullAway")
    void rejects_null() {
        assertThatThrownBy(() -> Ticker.every(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void takes_the_shortest_and_the_longest_interval() throws InterruptedException {
        try (var world = ManualWorld.begin();
                var shortest = Ticker.every(Duration.ofNanos(1));
                var longest = Ticker.every(Duration.ofDays(36_500))) {
            world.advance(Duration.ofDays(36_500));

            assertThat(shortest.receive()).isEqualTo(world.now());
            assertThat(shortest.tryReceive()).isEqualTo(Received.empty());
            assertThat(longest.receive()).isEqualTo(world.now());
            assertThat(longest.tryReceive()).isEqualTo(Received.empty());
        }
    }

    @Test
    void ticks_in_the_real_world_too() throws InterruptedException {
        try (var ticker = Ticker.every(Duration.ofMillis(2))) {
            Instant first = ticker.iterator().next();
            Instant second = ticker.iterator().next();

            assertThat(Duration.between(first, second).toNanos()
                            % Duration.ofMillis(2).toNanos())
                    .as("on the grid")
                    .isZero();
            assertThat(second).isAfter(first);
        }
    }
}
