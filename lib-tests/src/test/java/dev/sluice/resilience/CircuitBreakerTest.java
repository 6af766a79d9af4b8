package dev.sluice.resilience;

import static dev.sluice.resilience.CircuitBreaker.State.CLOSED;
import static dev.sluice.resilience.CircuitBreaker.State.FORCED_CLOSED;
import static dev.sluice.resilience.CircuitBreaker.State.FORCED_OPEN;
import static dev.sluice.resilience.CircuitBreaker.State.HALF_OPEN;
import static dev.sluice.resilience.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a circuit breaker promises, on a fake clock. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 10)
class CircuitBreakerTest {
    private static final Duration OPEN_FOR = Duration.ofSeconds(10);
    private static final Duration PROBES_FOR = Duration.ofSeconds(7);

    private final CircuitBreakerOptions options = CircuitBreaker.named("prices")
            .window(10)
            .minimumCalls(4)
            .failureRate(0.5)
            .openFor(OPEN_FOR)
            .probes(3, PROBES_FOR);
    private final CircuitBreaker breaker = options.build();

    static void succeed(CircuitBreaker breaker) throws InterruptedException {
        breaker.call(() -> "fine");
    }

    static void fail(CircuitBreaker breaker) {
        assertThatThrownBy(() -> breaker.call(IOException.class, () -> {
                    throw new IOException("broken");
                }))
                .isInstanceOf(IOException.class);
    }

    private void open() {
        for (int i = 0; i < 4; i++) {
            fail(breaker);
        }
        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    private void halfOpen() throws InterruptedException {
        open();
        Time.pass(OPEN_FOR);
    }

    @Test
    void opens_when_enough_calls_have_failed_and_not_before_there_are_enough() throws InterruptedException {
        fail(breaker);
        fail(breaker);
        fail(breaker);
        assertThat(breaker.state()).isEqualTo(CLOSED);

        fail(breaker);

        assertThat(breaker.state()).isEqualTo(OPEN);
        assertThatThrownBy(() -> succeed(breaker))
                .isInstanceOf(CircuitOpenException.class)
                .hasMessage("circuit breaker prices is open")
                .extracting(thrown -> ((CircuitOpenException) thrown).retryAfter())
                .isEqualTo(OPEN_FOR);
    }

    @Test
    void a_good_call_that_makes_enough_of_them_opens_it_too() throws InterruptedException {
        fail(breaker);
        fail(breaker);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(CLOSED);

        succeed(breaker);

        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    @Test // pitfall 1
    void a_hundred_calls_are_inside_at_once_and_the_state_can_be_read() throws InterruptedException {
        Channel<Void> gate = Channel.unbuffered();
        int[] inside = new int[1];

        try (var scope = Scope.open()) {
            for (int i = 0; i < 100; i++) {
                scope.go(() -> breaker.call(() -> {
                    inside[0]++;
                    return gate.receive();
                }));
            }
            Bubble.settle();

            assertThat(inside[0]).isEqualTo(100);
            assertThat(breaker.state()).isEqualTo(CLOSED);
            gate.close();
            scope.join();
        }
        assertThat(breaker.counts().calls()).isEqualTo(10);
    }

    @Test // pitfall 2, ask 18
    void of_a_thousand_callers_exactly_so_many_probe_as_are_allowed() throws InterruptedException {
        halfOpen();
        Channel<Void> gate = Channel.unbuffered();
        int[] ran = new int[1];
        int[] refused = new int[1];

        try (var scope = Scope.open()) {
            for (int i = 0; i < 1000; i++) {
                scope.go(() -> {
                    try {
                        breaker.call(() -> {
                            ran[0]++;
                            return gate.receive();
                        });
                    } catch (CircuitOpenException _) {
                        refused[0]++;
                    }
                });
            }
            Bubble.settle();

            assertThat(ran[0]).isEqualTo(3);
            assertThat(refused[0]).isEqualTo(997);
            assertThat(breaker.state()).isEqualTo(HALF_OPEN);
            gate.close();
            scope.join();
        }
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test // pitfall 2, ask 18
    void probes_killed_by_an_error_or_an_interrupt_give_their_places_to_others() throws InterruptedException {
        halfOpen();

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new AssertionError("killed");
                    }))
                    .isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new InterruptedException();
                    }))
                    .isInstanceOf(InterruptedException.class);
            breaker.admit().close();
        }
        assertThat(breaker.state()).isEqualTo(HALF_OPEN);

        succeed(breaker);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test // pitfall 2, ask 18
    @SuppressWarnings("MustBeClosed")
    void probes_that_never_end_open_it_again_after_their_time() throws InterruptedException {
        halfOpen();
        var lost = List.of(breaker.admit(), breaker.admit(), breaker.admit());
        assertThatThrownBy(breaker::admit)
                .isInstanceOf(CircuitOpenException.class)
                .hasMessage("circuit breaker prices is half open")
                .extracting(thrown -> ((CircuitOpenException) thrown).retryAfter())
                .isEqualTo(PROBES_FOR);

        Time.pass(PROBES_FOR);
        assertThatThrownBy(() -> succeed(breaker)).isInstanceOf(CircuitOpenException.class);
        assertThat(breaker.state()).isEqualTo(OPEN);

        Time.pass(OPEN_FOR);
        succeed(breaker);
        lost.forEach(CircuitBreaker.Permit::failure);
        assertThat(breaker.state()).isEqualTo(HALF_OPEN);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void probes_close_it_when_they_can_no_longer_fail_and_open_it_when_they_have() throws InterruptedException {
        halfOpen();
        fail(breaker);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(HALF_OPEN);
        fail(breaker);
        assertThat(breaker.state()).isEqualTo(OPEN);

        Time.pass(OPEN_FOR);
        succeed(breaker);
        fail(breaker);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test // pitfall 3
    void a_call_let_in_before_it_opened_changes_nothing_afterwards() throws InterruptedException {
        var goodFromBefore = breaker.admit();
        var badFromBefore = breaker.admit();
        halfOpen();
        var probe = breaker.admit();

        goodFromBefore.success();
        assertThat(breaker.counts()).isEqualTo(new CircuitBreaker.Counts(0, 0, 0));
        badFromBefore.failure();
        badFromBefore.close();
        assertThat(breaker.counts()).isEqualTo(new CircuitBreaker.Counts(0, 0, 0));
        assertThat(breaker.state()).isEqualTo(HALF_OPEN);

        probe.success();
        assertThat(breaker.counts().calls()).isEqualTo(1);
        breaker.reset();
        succeed(breaker);
        assertThat(breaker.counts().calls()).isEqualTo(1);
    }

    @Test // pitfall 4
    void a_hundred_cancelled_calls_are_not_failures() throws InterruptedException {
        Channel<Void> never = Channel.unbuffered();
        try (var scope = Scope.open()) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                boolean wrapped = i % 2 == 0;
                tasks.add(scope.go(() -> breaker.call(() -> {
                    try {
                        return never.receive();
                    } catch (InterruptedException e) {
                        throw wrapped ? new IOException("ended", e) : e;
                    }
                })));
            }
            Bubble.settle();
            tasks.forEach(Task::cancel);
            scope.join();
        }

        assertThat(breaker.state()).isEqualTo(CLOSED);
        assertThat(breaker.counts()).isEqualTo(new CircuitBreaker.Counts(0, 0, 0));
    }

    @Test // pitfall 4
    void cancelled_probes_give_their_places_back() throws InterruptedException {
        halfOpen();
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> breaker.call(() -> {
                        throw new CancelledException("enough", null);
                    }))
                    .isInstanceOf(CancelledException.class);
        }

        succeed(breaker);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void what_fails_while_the_callers_context_is_cancelled_is_no_failure() throws Exception {
        try (var context = Context.background().withCancel()) {
            context.run(() -> {
                context.cancel();
                for (int i = 0; i < 10; i++) {
                    fail(breaker);
                }
            });
        }

        assertThat(breaker.counts().calls()).isZero();
    }

    @Test
    void a_deadline_set_inside_of_the_call_is_a_failure_and_the_callers_own_is_not() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> breaker.call(() -> {
                        try (var scope = Scope.open().deadline(Duration.ofMillis(5))) {
                            scope.go(() -> Time.pass(Duration.ofHours(1)));
                            scope.join();
                        }
                        return "late";
                    }))
                    .isInstanceOf(DeadlineExceededException.class);
        }
        assertThat(breaker.state()).isEqualTo(OPEN);

        breaker.reset();
        for (int i = 0; i < 10; i++) {
            try (var context = Context.background().withTimeout(Duration.ofMillis(5))) {
                context.run(() -> assertThatThrownBy(() -> breaker.call(() -> {
                            Time.pass(Duration.ofMillis(6));
                            context.throwIfCancelled();
                            return "late";
                        }))
                        .isInstanceOf(ContextCancelledException.class));
            }
        }
        assertThat(breaker.counts().calls()).isZero();
    }

    @Test
    void what_isnt_said_to_be_a_failure_is_no_result() throws InterruptedException {
        var picky = options.failsOn(thrown -> !(thrown instanceof FileNotFoundException))
                .build();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> picky.call(() -> {
                        throw new FileNotFoundException("not there");
                    }))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(FileNotFoundException.class);
        }
        assertThat(picky.counts().calls()).isZero();

        for (int i = 0; i < 4; i++) {
            fail(picky);
        }
        assertThat(picky.state()).isEqualTo(OPEN);
    }

    @Test
    void a_predicate_that_throws_leaves_no_probe_behind() throws InterruptedException {
        var broken = options.probes(1, PROBES_FOR)
                .failsOn(thrown -> {
                    throw new IllegalStateException("predicate");
                })
                .build();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> broken.call(() -> {
                        throw new IOException("body");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .satisfies(
                            thrown -> assertThat(thrown.getSuppressed()).hasAtLeastOneElementOfType(IOException.class));
        }
    }

    @Test
    void slow_calls_open_it_though_they_succeed() throws InterruptedException {
        var impatient = options.slowRate(0.75, Duration.ofMillis(200)).build();
        for (int millis : new int[] {199, 200, 300, 1000}) {
            assertThat(impatient.state()).isEqualTo(CLOSED);
            impatient.call(() -> {
                Time.pass(Duration.ofMillis(millis));
                return "fine";
            });
        }

        assertThat(impatient.state()).isEqualTo(OPEN);
    }

    @Test
    void calls_of_long_ago_dont_count_in_a_window_of_time() throws InterruptedException {
        var recent = options.window(Duration.ofSeconds(16)).build();
        fail(recent);
        fail(recent);
        fail(recent);
        Time.pass(Duration.ofSeconds(17));
        fail(recent);
        assertThat(recent.state()).isEqualTo(CLOSED);
        assertThat(recent.counts()).isEqualTo(new CircuitBreaker.Counts(1, 1, 0));

        Time.pass(Duration.ofSeconds(8));
        succeed(recent);
        succeed(recent);
        fail(recent);

        assertThat(recent.state()).isEqualTo(OPEN);
    }

    @Test
    void forced_states_stay_until_told_otherwise() throws InterruptedException {
        breaker.forceOpen();
        Time.pass(Duration.ofDays(365));
        assertThatThrownBy(() -> succeed(breaker)).hasMessage("circuit breaker prices is forced open");
        assertThat(breaker.state()).isEqualTo(FORCED_OPEN);

        breaker.forceClosed();
        for (int i = 0; i < 100; i++) {
            fail(breaker);
        }
        assertThat(breaker.state()).isEqualTo(FORCED_CLOSED);

        breaker.reset();
        open();
    }

    @Test
    void listeners_are_told_of_each_change_outside_of_all_locks() throws InterruptedException {
        var told = new ArrayList<String>();
        var self = new AtomicReference<CircuitBreaker>();
        var watched = options.onTransition(each -> {
                    told.add(each.from() + " to " + each.to() + " " + each.generation() + " "
                            + each.counts().failed());
                    self.get().state();
                    self.get().counts();
                })
                .build();
        self.set(watched);

        for (int i = 0; i < 4; i++) {
            fail(watched);
        }
        Time.pass(OPEN_FOR);
        succeed(watched);
        succeed(watched);

        assertThat(told).containsExactly("CLOSED to OPEN 2 4", "OPEN to HALF_OPEN 3 0", "HALF_OPEN to CLOSED 4 0");
    }

    @Test
    void a_listener_that_throws_disturbs_neither_the_caller_nor_other_listeners() throws InterruptedException {
        var told = new ArrayList<CircuitBreaker.Transition>();
        var uncaught = new ArrayList<Throwable>();
        var watched = options.onTransition(_ -> {
                    throw new IOException("listener");
                })
                .onTransition(told::add)
                .build();
        Thread.currentThread().setUncaughtExceptionHandler((_, thrown) -> {
            uncaught.add(thrown);
            throw new IllegalStateException("handler");
        });

        for (int i = 0; i < 4; i++) {
            fail(watched);
        }

        assertThat(watched.state()).isEqualTo(OPEN);
        assertThat(told).hasSize(1);
        assertThat(uncaught).singleElement().isInstanceOf(IOException.class);
    }

    @Test
    void no_later_option_loses_a_listener() {
        var told = new ArrayList<String>();
        var watched = CircuitBreaker.named("prices")
                .onTransition(_ -> told.add("first"))
                .window(10)
                .window(Duration.ofSeconds(10))
                .onTransition(_ -> told.add("second"))
                .minimumCalls(1)
                .failureRate(0.5)
                .slowRate(0.5, Duration.ofSeconds(1))
                .openFor(OPEN_FOR)
                .probes(3, PROBES_FOR)
                .failsOn(_ -> true)
                .build();

        watched.forceOpen();

        assertThat(told).containsExactly("first", "second");
    }

    @Test
    void options_dont_change_and_breakers_made_of_the_same_ones_share_nothing() {
        var told = new ArrayList<String>();
        var watched = options.onTransition(each -> told.add("watched")).build();
        open();

        assertThat(watched.state()).isEqualTo(CLOSED);
        assertThat(watched.counts().calls()).isZero();
        assertThat(options.build().state()).isEqualTo(CLOSED);
        assertThat(told).isEmpty();
    }

    @Test
    @Deterministic(seeds = 200)
    void calls_that_race_through_all_states_lose_no_place() throws InterruptedException {
        var quick = options.minimumCalls(2)
                .window(2)
                .probes(2, Duration.ofMinutes(1))
                .openFor(Duration.ofMillis(1))
                .build();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 4; i++) {
                int number = i;
                var task = scope.go(() -> {
                    for (int round = 0; round < 4; round++) {
                        try (var permit = quick.admit()) {
                            Bubble.step("inside");
                            if (round % 2 == 0 && number < 2) {
                                permit.failure();
                            } else if (number != 3) {
                                permit.success();
                            }
                        } catch (CircuitOpenException _) {
                            Time.pass(Duration.ofMillis(1));
                        }
                    }
                });
                if (number == 2) {
                    scope.go(task::cancel);
                }
            }
            scope.join();
        }

        Time.pass(Duration.ofMillis(1));
        for (int i = 0; i < 2; i++) {
            succeed(quick);
        }
        assertThat(quick.state()).isEqualTo(CLOSED);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
    void rejects_parts_that_are_none(double part) {
        assertThatThrownBy(() -> options.failureRate(part))
                .hasMessage("failure rate must be more than 0 and at most 1, was " + part);
        assertThatThrownBy(() -> options.slowRate(part, OPEN_FOR)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejects_other_misuse() {
        assertThatThrownBy(() -> options.window(0)).hasMessage("window must be from 1 to 1000000 calls, was 0");
        assertThatThrownBy(() -> options.probes(0, OPEN_FOR)).hasMessageContaining("was 0");
        assertThatThrownBy(() -> options.openFor(Duration.ZERO))
                .hasMessage("time to be open must be more than 0, was PT0S");
    }
}
