package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
@NullUnmarked
class SingleFlightTest {
    private static final Context.Key<String> USER = Context.key("user");

    private final Channel<Integer> answers = Channel.unbuffered();
    private final AtomicInteger calls = new AtomicInteger();

    /** The call that all of these tests share: it waits to be told its value. */
    private Integer ask() throws InterruptedException {
        calls.incrementAndGet();
        return answers.receive();
    }

    // pitfall 37
    @Test
    void a_leader_that_is_cancelled_takes_only_itself_away() throws InterruptedException {
        try (var scope = Scope.open()) {
            SingleFlight<String, Integer> flight = SingleFlight.in(scope);
            Task<Integer> leader = scope.go(() -> flight.call("key", this::ask));
            Eventually.becomes(() -> calls.get() == 1);
            var followers = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 99; i++) {
                followers.add(scope.go(() -> flight.call("key", this::ask)));
            }
            Eventually.becomes(() -> flight.callers("key") == 100);

            leader.cancel();
            Eventually.becomes(() -> flight.callers("key") == 99);
            answers.send(42);

            for (Task<Integer> follower : followers) {
                assertThat(follower.await()).isEqualTo(42);
            }
            assertThatThrownBy(leader::await).isInstanceOf(CancelledException.class);
            assertThat(calls).hasValue(1);
            flight.close();
            scope.join();
        }
    }

    // pitfall 37
    @Test
    void the_last_to_leave_cancels_the_call() throws InterruptedException {
        try (var scope = Scope.open()) {
            SingleFlight<String, Integer> flight = SingleFlight.in(scope);
            Task<Integer> one = scope.go(() -> flight.call("key", this::ask));
            Task<Integer> other = scope.go(() -> flight.call("key", this::ask));
            Eventually.becomes(() -> flight.callers("key") == 2 && calls.get() == 1);

            one.cancel();
            other.cancel();

            Eventually.becomes(() -> flight.inFlight() == 0);
            Task<Integer> next = scope.go(() -> flight.call("key", this::ask));
            answers.send(7);
            assertThat(next.await()).isEqualTo(7);
            assertThat(calls).hasValue(2);
            flight.close();
            scope.join();
        }
    }

    // pitfall 37
    @Test
    void what_the_call_throws_all_get_and_the_next_calls_anew() throws InterruptedException {
        var failures = List.of(new IOException("checked"), new IllegalStateException("unchecked"), new Error("error"));
        try (var scope = Scope.open()) {
            SingleFlight<String, Integer> flight = SingleFlight.in(scope);
            for (Throwable failure : failures) {
                var seen = new ArrayList<Task<Throwable>>();
                for (int i = 0; i < 3; i++) {
                    seen.add(scope.go(() -> {
                        try {
                            flight.call("key", IOException.class, () -> {
                                answers.receive();
                                return sneak(failure);
                            });
                            return new AssertionError();
                        } catch (IOException | RuntimeException | Error e) {
                            return e;
                        }
                    }));
                }
                Eventually.becomes(() -> flight.callers("key") == 3);
                answers.send(1);
                for (Task<Throwable> each : seen) {
                    assertThat(each.await()).isSameAs(failure);
                }
            }
            assertThatThrownBy(() -> flight.call("key", () -> sneak(failures.getFirst())))
                    .isInstanceOf(CompletionException.class)
                    .hasCause(failures.getFirst());
            flight.close();
            scope.join();
        }
    }

    private static Integer sneak(Throwable failure) throws IOException {
        switch (failure) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }

    // pitfall 37
    @Test
    void a_forgotten_call_goes_on_for_those_that_wait_and_others_call_anew() throws InterruptedException {
        try (var scope = Scope.open()) {
            SingleFlight<String, Integer> flight = SingleFlight.in(scope);
            Task<Integer> before = scope.go(() -> flight.call("key", this::ask));
            Eventually.becomes(() -> calls.get() == 1);

            assertThat(flight.forget("key")).isTrue();
            assertThat(flight.forget("key")).isFalse();

            assertThat(flight.call("key", () -> 8)).isEqualTo(8);
            answers.send(7);
            assertThat(before.await()).isEqualTo(7);
            flight.close();
            scope.join();
        }
    }

    @Test
    void different_keys_dont_wait_for_each_other() throws InterruptedException {
        try (var scope = Scope.open()) {
            SingleFlight<String, Integer> flight = SingleFlight.in(scope);
            Task<Integer> slow = scope.go(() -> flight.call("slow", this::ask));
            Eventually.becomes(() -> calls.get() == 1);

            assertThat(flight.call("fast", () -> 3)).isEqualTo(3);

            answers.send(1);
            slow.await();
            flight.close();
            scope.join();
        }
    }

    @Test
    void the_call_has_the_values_of_the_first_callers_context_and_not_its_cancellation() throws Exception {
        try (var scope = Scope.open();
                var context = Context.current().with(USER, "ada").withCancel()) {
            SingleFlight<String, String> flight = SingleFlight.in(scope);
            scope.go(() -> {
                try {
                    context.run(() -> flight.call("key", () -> {
                        answers.receive();
                        Context.current().throwIfCancelled();
                        return Context.current().value(USER);
                    }));
                } catch (InterruptedException _) {
                    // by the cancellation of its context
                }
            });
            Eventually.becomes(() -> flight.callers("key") == 1);
            Task<String> follower = scope.go(() -> flight.call("key", () -> "called"));
            Eventually.becomes(() -> flight.callers("key") == 2);

            context.cancel();
            answers.send(1);

            assertThat(follower.await()).isEqualTo("ada");
            flight.close();
            scope.join();
        }
    }

    @Test
    void threads_outside_of_the_scope_may_call() throws Exception {
        try (var scope = Scope.open()) {
            SingleFlight<String, Integer> flight = SingleFlight.in(scope);
            var values = new ArrayList<Integer>();
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    values.add(flight.call("key", () -> 5));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            thread.join();

            assertThat(values).containsExactly(5);
            flight.close();
            scope.join();
        }
    }

    @Test
    void a_closed_one_takes_no_calls_and_ends_those_that_run_in_good_order() throws InterruptedException {
        try (var scope = Scope.open()) {
            SingleFlight<String, Integer> flight = SingleFlight.in(scope);
            Task<Integer> running = scope.go(() -> flight.call("key", this::ask));
            Eventually.becomes(() -> calls.get() == 1);

            flight.close();
            flight.close();

            assertThatThrownBy(() -> flight.call("key", () -> 1)).isInstanceOf(IllegalStateException.class);
            answers.send(7);
            assertThat(running.await()).isEqualTo(7);
            scope.join();
        }
    }

    @Test
    void a_caller_that_waits_when_the_scope_is_cancelled_is_told() throws InterruptedException {
        try (var outside = Scope.open()) {
            var flights = Channel.<SingleFlight<String, Integer>>unbuffered();
            Task<?> inside = outside.go(() -> {
                try (var scope = Scope.open()) {
                    flights.send(SingleFlight.in(scope));
                    scope.join();
                }
            });
            SingleFlight<String, Integer> flight = flights.receive();
            Task<Throwable> waiting = outside.go(() -> {
                try {
                    return new AssertionError(String.valueOf(flight.call("key", this::ask)));
                } catch (CancelledException e) {
                    return e;
                }
            });
            Eventually.becomes(() -> calls.get() == 1);

            inside.cancel();

            assertThat(waiting.await()).isInstanceOf(CancelledException.class);
            outside.join();
            assertThatThrownBy(() -> flight.call("key", () -> 1)).isInstanceOf(IllegalStateException.class);
        }
    }
}
