package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.Ticker;
import dev.sluice.runtime.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@NullUnmarked
class FakeClockTest {
    @Test
    @WithFakeClock
    void one_thread_sees_what_is_due(FakeClock clock) {
        var after = Channel.after(Duration.ofMinutes(30));
        try (var ticker = Ticker.every(Duration.ofMinutes(20))) {
            clock.advance(Duration.ofMinutes(29));
            assertThat(after.tryReceive()).isInstanceOf(Received.Empty.class);
            assertThat(ticker.tryReceive().orNull()).isEqualTo(Instant.parse("2000-01-01T00:20:00Z"));

            clock.advance(Duration.ofMinutes(1));
            assertThat(after.tryReceive().orNull()).isEqualTo(clock.now());
            assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(30));
        }
    }

    @Test
    @WithFakeClock
    void timers_fire_in_the_thread_that_advances(FakeClock clock) {
        try (var context = Context.background().withTimeout(Duration.ofHours(1))) {
            var done = context.done();
            clock.advance(Duration.ofMinutes(59));
            assertThat(done.isClosed()).isFalse();

            clock.advance(Duration.ofMinutes(1));
            assertThat(done.isClosed()).isTrue();
            assertThat(context.cause()).isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    @WithFakeClock
    void a_thread_that_waits_again_and_again_is_woken_at_each_deadline(FakeClock clock) throws InterruptedException {
        var ticks = new CopyOnWriteArrayList<Instant>();
        Channel<Integer> started = Channel.unbuffered();
        try (var scope = Scope.open();
                var ticker = Ticker.every(Duration.ofMinutes(1))) {
            scope.go(() -> {
                started.send(1);
                for (Instant tick : ticker) {
                    ticks.add(tick);
                }
            });
            started.receive();
            Eventually.becomes(() -> {
                clock.advance(Duration.ofMinutes(1));
                return !ticks.isEmpty();
            });
            int before = ticks.size();
            clock.advance(Duration.ofMinutes(10));
            Eventually.becomes(() -> ticks.size() == before + 10);
            ticker.cancel();
            scope.join();
        }
    }

    @Test
    void the_real_clock_is_put_back_and_waits_that_are_left_go_on() throws InterruptedException {
        World before = World.current();
        var received = new ArrayList<Object>();
        try (var scope = Scope.open()) {
            try (var clock = FakeClock.install()) {
                assertThatThrownBy(FakeClock::install).hasMessage("a fake clock is installed already");
                assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                        .hasMessage("time must be at least 0, was PT-1S");
                scope.go(() -> received.add(Channel.<Integer>unbuffered().receive(Duration.ofMillis(20))));
            }
            assertThat(World.current()).isSameAs(before);
            scope.join();
        }
        assertThat(received.getFirst()).isInstanceOf(Received.Empty.class);
    }

    @Test
    void a_state_is_waited_for_in_real_time() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(1);
        try (var scope = Scope.open()) {
            scope.go(() -> channel.send(1));
            Eventually.becomes(() -> channel.length() == 1);
            scope.join();
        }
        assertThatThrownBy(() -> Eventually.becomes(() -> false, Duration.ofMillis(1), () -> "never"))
                .hasMessage("within PT0.001S it hasn't come true: never");
    }
}
