package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Offer;
import dev.sluice.Received;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 40)
@NullUnmarked
class BubbleTimeTest {
    @Test
    @Deterministic(seeds = 4)
    void a_day_has_all_of_its_minutes() throws InterruptedException {
        int minutes = 0;
        try (var select = Select.open();
                var ticker = Ticker.every(Duration.ofMinutes(1))) {
            var tick = select.receive(ticker);
            var end = select.receive(Channel.after(Duration.ofHours(24).plusSeconds(1)));
            while (select.await() != end) {
                minutes++;
                assertThat(tick.value())
                        .isEqualTo(Instant.parse("2000-01-01T00:00:00Z").plus(Duration.ofMinutes(minutes)));
            }
        }
        assertThat(minutes).isEqualTo(24 * 60);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(24 * 3600 + 1));
    }

    @Test
    void timed_waits_end_at_their_deadlines_in_order() throws InterruptedException {
        var order = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            for (int seconds : new int[] {30, 10, 20}) {
                scope.go(() -> {
                    Channel.after(Duration.ofSeconds(seconds)).receive();
                    assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(seconds));
                    order.add(seconds);
                });
            }
            scope.join();
        }
        assertThat(order).containsExactly(10, 20, 30);
    }

    @Test
    void timeouts_of_all_kinds_go_by_the_fake_clock() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();

        assertThat(channel.receive(Duration.ofHours(1))).isInstanceOf(Received.Empty.class);
        assertThat(channel.send(1, Duration.ofHours(1))).isEqualTo(Offer.FULL);
        try (var select = Select.open()) {
            select.receive(channel);
            var timeout = select.timeout(Duration.ofHours(1));
            assertThat(select.await()).isSameAs(timeout);
        }
        try (var scope = Scope.open()) {
            var task = scope.go(() -> channel.receive());
            assertThatThrownBy(() -> task.await(Duration.ofHours(1))).isInstanceOf(TimeoutException.class);
        }

        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void a_partner_that_comes_in_time_wins_against_the_deadline() throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        try (var scope = Scope.open()) {
            scope.go(() -> {
                Channel.after(Duration.ofSeconds(59)).receive();
                channel.send(1);
            });
            assertThat(channel.receive(Duration.ofMinutes(1)).orNull()).isEqualTo(1);
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(59));
            scope.join();
        }
    }

    @Test
    void a_context_is_cancelled_at_its_deadline() throws InterruptedException {
        try (var context = Context.background().withTimeout(Duration.ofMinutes(5))) {
            context.done().receive();
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofMinutes(5));
            assertThat(context.cause()).isInstanceOf(DeadlineExceededException.class);
            assertThat(context.deadline()).isEqualTo(FakeTime.BEGINNING.plus(Duration.ofMinutes(5)));
        }
    }

    @Test
    void a_scope_is_cancelled_at_its_deadline() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();
        try (var scope = Scope.open().deadline(Duration.ofDays(1))) {
            scope.go(() -> never.receive());
            scope.go(() -> never.receive());
            assertThatThrownBy(scope::join).isInstanceOf(DeadlineExceededException.class);
        }
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void what_is_due_at_the_same_moment_comes_in_any_order_but_at_that_moment() throws InterruptedException {
        var woken = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 5; i++) {
                int number = i;
                scope.go(() -> {
                    Channel.after(Duration.ofSeconds(1)).receive();
                    woken.add(number);
                });
            }
            scope.join();
        }
        assertThat(woken).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void time_stands_still_while_anyone_can_run() throws InterruptedException {
        try (var scope = Scope.open()) {
            var task = scope.go(() -> {
                for (int i = 0; i < 100; i++) {
                    Bubble.giveWay();
                }
                return Bubble.elapsed();
            });
            Channel.after(Duration.ofNanos(1)).receive();
            assertThat(task.await()).isZero();
        }
    }

    @Test
    void a_state_is_waited_for_in_fake_time() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(1);
        try (var scope = Scope.open()) {
            scope.go(() -> {
                Channel.after(Duration.ofMillis(700)).receive();
                channel.send(1);
            });
            Eventually.becomes(() -> channel.length() == 1);
            assertThat(Bubble.elapsed()).isBetween(Duration.ofMillis(700), Duration.ofMillis(710));
            assertThatThrownBy(() -> Eventually.becomes(
                            () -> channel.length() == 2, Duration.ofHours(1), () -> "two are queued"))
                    .hasMessage("within PT1H it hasn't come true: two are queued");
            scope.join();
        }
    }
}
