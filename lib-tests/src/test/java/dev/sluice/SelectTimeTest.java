package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.World;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timeouts as cases: a clock that only the test moves. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class SelectTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Channel<Integer> silent = Channel.unbuffered();
    private final Channel<Integer> values = Channel.buffered(1);
    private ManualWorld clock;

    @BeforeEach
    void stop_the_clock() {
        clock = ManualWorld.begin();
    }

    @AfterEach
    void let_the_clock_go_on() {
        assertThat(clock.timers().pending()).isZero();
        assertThat(clock.parked()).isZero();
        clock.close();
        SelectMatrixTest.assertThatNobodyWaitsAt(silent, values);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void a_timeout_that_is_not_positive_is_ready_when_no_other_case_is(long seconds) throws InterruptedException {
        try (var select = Select.open()) {
            var late = select.timeout(Duration.ofSeconds(seconds));
            var take = select.receive(values);
            for (int i = 0; i < 100; i++) {
                assertThat(select.await()).isSameAs(late);
                values.send(i);
                assertThat(select.await()).isSameAs(take);
            }
        }
    }

    @Test
    void a_timeout_happens_when_the_wait_has_lasted_so_long_and_not_before() throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            select.receive(silent);
            var late = select.timeout(SECOND);
            for (int i = 0; i < 10; i++) { // it is counted anew each time
                Task<Select.Case> waiting = scope.go(select::await);
                clock.waitsFor(SECOND, 1);
                clock.advance(SECOND.minusNanos(1));
                clock.waitsFor(Duration.ofNanos(1), 1);
                assertThat(waiting.state()).isEqualTo(Task.State.RUNNING);

                clock.advance(Duration.ofNanos(1));

                assertThat(waiting.await()).isSameAs(late);
            }
            scope.join();
        }
    }

    @Test
    void of_several_timeouts_the_shortest_enabled_one_happens() throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            var three = select.timeout(SECOND.multipliedBy(3));
            var one = select.timeout(SECOND);
            var two = select.timeout(SECOND.multipliedBy(2));
            for (Select.Case shortest : new Select.Case[] {one, two, three}) {
                Task<Select.Case> waiting = scope.go(select::await);
                Duration after = shortest == one ? SECOND : SECOND.multipliedBy(shortest == two ? 2 : 3);
                clock.waitsFor(after, 1);
                clock.advance(after);
                assertThat(waiting.await()).isSameAs(shortest);
                shortest.enable(false);
            }
            three.enable(true);
            select.remove(three);
            assertThat(select.poll()).isNull();
            scope.join();
        }
    }

    @Test
    void a_poll_knows_no_timeout() {
        try (var select = Select.open()) {
            select.timeout(Duration.ZERO);
            select.receive(silent);

            assertThat(select.poll()).isNull();
        }
    }

    @Test
    void a_value_that_comes_before_the_time_is_over_wins() throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            var take = select.receive(silent);
            select.timeout(SECOND);
            Task<Select.Case> waiting = scope.go(select::await);
            clock.waitsFor(SECOND, 1);
            clock.advance(SECOND.minusNanos(1));

            silent.send(1);

            assertThat(waiting.await()).isSameAs(take);
            clock.advance(SECOND);
            assertThat(silent.offer(2)).as("nobody waits any more").isEqualTo(Offer.FULL);
            scope.join();
        }
    }

    @Test
    void deadlines_may_lie_beyond_the_wrap_of_the_scale() throws InterruptedException {
        clock.close();
        clock = ManualWorld.begin(Long.MAX_VALUE - 10);
        try (var select = Select.open();
                var scope = Scope.open()) {
            var late = select.timeout(SECOND);
            Task<Select.Case> waiting = scope.go(select::await);
            clock.waitsFor(SECOND, 1);
            clock.advance(SECOND);
            assertThat(waiting.await()).isSameAs(late);
            scope.join();
        }
    }

    @Test
    void the_longest_timeout_is_long() throws InterruptedException {
        try (var select = Select.open();
                var scope = Scope.open()) {
            var take = select.receive(silent);
            select.timeout(Duration.ofSeconds(Long.MAX_VALUE));
            Task<Select.Case> waiting = scope.go(select::await);
            clock.waitsFor(Duration.ofNanos(Long.MAX_VALUE / 2), 1);
            clock.advance(Duration.ofDays(36_500));
            silent.send(1);
            assertThat(waiting.await()).isSameAs(take);
            scope.join();
        }
    }

    @Test
    void a_one_off_select_takes_the_branch_after() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<String> waiting = scope.go(() -> Select.of(
                    Select.on(silent, _ -> "value", _ -> "closed"), Select.after(SECOND, () -> "nobody came")));
            clock.waitsFor(SECOND, 1);
            clock.advance(SECOND);
            assertThat(waiting.await()).isEqualTo("nobody came");
            scope.join();
        }
    }

    @Test
    void selects_with_a_timeout_start_no_timer() throws InterruptedException {
        assertThat(World.current()).isSameAs(clock);
        try (var select = Select.open();
                var scope = Scope.open()) {
            select.timeout(Duration.ofHours(1));
            var take = select.receive(silent);
            Task<Select.Case> waiting = scope.go(select::await);
            clock.waitsFor(Duration.ofHours(1), 1);
            assertThat(clock.timers().pending()).isZero();
            silent.send(1);
            assertThat(waiting.await()).isSameAs(take);
            scope.join();
        }
    }
}
