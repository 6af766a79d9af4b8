package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Moments, ticks and ends as cases: a clock that only the test moves. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class SelectTickTest {
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

    @Test
    void a_moment_is_a_case_and_is_closed_afterwards() throws InterruptedException {
        ReceiveChannel<Instant> moment = Channel.after(SECOND);
        try (var select = Select.open();
                var scope = Scope.open()) {
            var due = select.receive(moment);
            select.receive(silent);
            assertThat(select.poll()).isNull();
            Task<Select.Case> waiting = scope.go(select::await);
            clock.waitsFor(SECOND, 1);

            clock.advance(SECOND);

            assertThat(waiting.await()).isSameAs(due);
            assertThat(due.value()).isEqualTo(ManualWorld.START.plus(SECOND));
            assertThat(select.poll()).isSameAs(due);
            assertThat(due.closed()).isTrue();
            assertThat(due.value()).isNull();
            scope.join();
        }
    }

    @Test
    void of_many_selects_that_wait_for_one_moment_one_gets_it_and_the_others_its_end() throws InterruptedException {
        ReceiveChannel<Instant> moment = Channel.after(SECOND);
        var waiting = new ArrayList<Task<Boolean>>();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 10; i++) {
                waiting.add(scope.go(() -> {
                    try (var select = Select.open()) {
                        var due = select.receive(moment);
                        select.receive(silent);
                        select.await();
                        return !due.closed();
                    }
                }));
            }
            clock.waitsFor(SECOND, 10);
            clock.advance(SECOND);
            scope.join();
        }
        int values = 0;
        for (Task<Boolean> each : waiting) {
            values += each.await() ? 1 : 0;
        }
        assertThat(values).isEqualTo(1);
        assertThat(((Waitpoint) moment).noReceiverWaits()).isTrue();
    }

    @Test
    @SuppressWarnings("try") // closing early is what this is about
    void each_tick_goes_to_one_of_the_selects_that_compete_for_it() throws InterruptedException {
        int goroutines = 4;
        int ticks = 50;
        try (var ticker = Ticker.every(SECOND);
                var scope = Scope.open()) {
            Channel<Instant> taken = Channel.buffered(ticks);
            for (int i = 0; i < goroutines; i++) {
                scope.go(() -> {
                    try (var select = Select.open()) {
                        var tick = select.receive(ticker);
                        select.receive(silent);
                        for (; select.await() == tick && !tick.closed(); ) {
                            taken.send(Objects.requireNonNull(tick.value()));
                        }
                    }
                });
            }
            for (int i = 1; i <= ticks; i++) {
                clock.waitsFor(SECOND, goroutines);
                clock.advance(SECOND);
                assertThat(taken.receive()).isEqualTo(ManualWorld.START.plus(SECOND.multipliedBy(i)));
            }
            clock.waitsFor(SECOND, goroutines);
            assertThat(taken.length()).isZero();

            ticker.close();

            scope.join();
            assertThat(ticker.noReceiverWaits()).isTrue();
        }
    }

    @Test
    void ticks_that_were_not_taken_are_left_out() throws InterruptedException {
        try (var ticker = Ticker.every(SECOND);
                var select = Select.open()) {
            var tick = select.receive(ticker);
            assertThat(select.poll()).isNull();
            clock.advance(Duration.ofMillis(5_500));

            assertThat(select.await()).isSameAs(tick);
            assertThat(tick.value()).isEqualTo(ManualWorld.START.plus(SECOND.multipliedBy(5)));
            assertThat(select.poll()).isNull();
            clock.advance(Duration.ofMillis(500));
            assertThat(select.poll()).isSameAs(tick);
        }
    }

    @Test
    void the_earliest_of_timeout_moment_and_ticks_wins() throws InterruptedException {
        ReceiveChannel<Instant> moment = Channel.after(Duration.ofMillis(2_500));
        try (var ticker = Ticker.every(SECOND);
                var select = Select.open();
                var scope = Scope.open()) {
            var tick = select.receive(ticker);
            var due = select.receive(moment);
            var late = select.timeout(Duration.ofMillis(700));
            var expected = new Select.Case[] {late, tick, late, tick, due};
            int[] millis = {700, 300, 700, 300, 500};
            for (int i = 0; i < expected.length; i++) {
                Task<Select.Case> waiting = scope.go(select::await);
                clock.waitsFor(Duration.ofMillis(millis[i]), 1);
                clock.advance(Duration.ofMillis(millis[i]));
                assertThat(waiting.await()).as("step %s", i).isSameAs(expected[i]);
            }
            scope.join();
        }
    }

    @Test
    void a_select_that_lost_its_tick_still_ends_at_its_timeout() throws InterruptedException {
        try (var ticker = Ticker.every(SECOND);
                var select = Select.open();
                var scope = Scope.open()) {
            select.receive(ticker);
            var late = select.timeout(Duration.ofMillis(1_500));
            Task<Select.Case> waiting = scope.go(select::await);
            clock.waitsFor(SECOND, 1);
            ticker.lock(); // so the select can't look before the tick is gone
            clock.advance(SECOND);
            var competitor = new Wait();
            assertThat(ticker.receiveInto(competitor)).isTrue();
            ticker.unlock();
            clock.waitsFor(Duration.ofMillis(500), 1);
            clock.advance(Duration.ofMillis(500));

            assertThat(waiting.await()).isSameAs(late);
            scope.join();
        }
    }

    @Test
    void the_end_of_a_context_and_of_a_task_are_cases_that_stay_ready() throws InterruptedException {
        try (var context = Context.background().withCancel();
                var select = Select.open().ordered();
                var scope = Scope.open()) {
            var cancelled = select.done(context);
            Task<Integer> task = scope.go(() -> silent.receive());
            var ended = select.done(task);
            assertThat(select.poll()).isNull();

            Task<Select.Case> waiting = scope.go(select::await);
            Waiting.receiversWaitAt((Waitpoint) task.done(), 1);
            silent.send(1);
            assertThat(waiting.await()).isSameAs(ended);
            assertThat(select.await()).isSameAs(ended);

            Task<String> oneOff = scope.go(() ->
                    Select.of(Select.on(values, _ -> "value", _ -> "closed"), Select.onDone(context, () -> "done")));
            Waiting.receiversWaitAt(values, 1);
            context.cancel();
            assertThat(oneOff.await()).isEqualTo("done");
            assertThat(select.await()).isSameAs(cancelled);
            assertThat(select.poll()).isSameAs(cancelled);
            scope.join();
        }
    }
}
