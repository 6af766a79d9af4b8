package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.function.CheckedSupplier;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes that need some successes. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class ScopePolicyTest {
    private final Channel<Integer> never = Channel.unbuffered();
    private final IOException failure = new IOException();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void enough_successes_cancel_the_others(int needed) throws InterruptedException {
        try (var scope = Scope.open().atLeast(needed)) {
            var others = new ArrayList<Task<?>>();
            for (int i = 0; i < 3; i++) {
                others.add(scope.go(() -> never.receive()));
            }
            for (int i = 0; i < needed; i++) {
                scope.go(() -> 42);
            }
            scope.join();

            assertThat(others).allMatch(each -> each.state() == Task.State.CANCELLED);
        }
    }

    @Test
    void failures_do_not_count_once_there_are_enough_successes() throws InterruptedException {
        try (var scope = Scope.open().firstSuccess()) {
            scope.go(() -> {
                        throw failure;
                    })
                    .done()
                    .receive();
            scope.go(() -> {
                try {
                    never.receive();
                } catch (InterruptedException _) {
                    throw new IllegalStateException("while cleaning up");
                }
            });
            scope.go(() -> 42);

            scope.join();
        }
    }

    @Test
    void the_last_policy_asked_for_is_the_one() throws InterruptedException {
        try (var scope = Scope.open().collectAll().failFast()) {
            Task<?> other = scope.go(() -> never.receive());
            scope.go(() -> {
                throw failure;
            });

            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);

            assertThat(other.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void failures_alone_cancel_nothing_before_the_join() throws InterruptedException {
        try (var scope = Scope.open().firstSuccess()) {
            scope.go(() -> {
                        throw failure;
                    })
                    .done()
                    .receive();
            assertThat(scope.context().isCancelled()).isFalse();
            scope.go(() -> 42);

            scope.join();
        }
    }

    @Test
    void the_first_failure_is_thrown_if_all_fail() throws InterruptedException {
        try (var scope = Scope.open().firstSuccess()) {
            scope.go(() -> {
                        throw failure;
                    })
                    .done()
                    .receive();
            scope.go(() -> {
                throw new IllegalStateException();
            });

            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);
        }
    }

    @Test
    void the_others_are_cancelled_while_joining_when_the_aim_gets_out_of_reach() throws InterruptedException {
        try (var scope = Scope.open().atLeast(2)) {
            Strand owner = Objects.requireNonNull(Strand.current());
            Task<?> other = scope.go(() -> never.receive());
            scope.go(() -> {
                Eventually.becomes(
                        () -> owner.ofWait(Parking::operation) == ScopeOperation.JOIN, () -> "the owner joins");
                throw failure;
            });

            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);

            assertThat(other.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void a_failure_while_joining_cancels_nothing_as_long_as_the_aim_is_in_reach() throws InterruptedException {
        try (var scope = Scope.open().atLeast(1)) {
            Task<Integer> other = scope.go(afterItFailsWhileJoining(scope));

            scope.join();

            assertThat(other.await()).isEqualTo(42);
        }
    }

    @Test
    void a_failure_while_joining_cancels_nothing_where_all_are_collected() throws InterruptedException {
        try (var scope = Scope.open().collectAll()) {
            Task<Integer> other = scope.go(afterItFailsWhileJoining(scope));

            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);

            assertThat(other.await()).isEqualTo(42);
        }
    }

    /** Starts a goroutine that fails while the owner joins; answers one that comes to its result after that. */
    private CheckedSupplier<Integer, Exception> afterItFailsWhileJoining(Scope scope) throws InterruptedException {
        Strand owner = Objects.requireNonNull(Strand.current());
        Task<?> failing = scope.go(() -> {
            Eventually.becomes(() -> owner.ofWait(Parking::operation) == ScopeOperation.JOIN, () -> "the owner joins");
            throw failure;
        });
        return () -> {
            failing.done().receive();
            Eventually.becomes(() -> !scope.crew().running().contains(failing), () -> "it has left");
            return 42;
        };
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, false", "0, 2, 1, false", "3, 0, 2, true", "3, 1, 1, true", "3, 1, 2, false", "3, 3, 0, false"
    })
    void an_aim_is_out_of_reach_when_too_few_are_left(int aim, int succeeded, int live, boolean out) {
        var policy = aim == 0 ? Policy.COLLECT_ALL : Policy.atLeast(aim);

        assertThat(policy.isOutOfReach(succeeded, live)).isEqualTo(out);
    }

    @Test
    void the_others_are_cancelled_if_the_aim_is_out_of_reach_before_the_join() throws InterruptedException {
        try (var scope = Scope.open().atLeast(3)) {
            Task<?> other = scope.go(() -> never.receive());
            scope.go(() -> {
                        throw failure;
                    })
                    .done()
                    .receive();

            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);

            assertThat(other.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void too_few_successes_without_a_failure_are_told() throws InterruptedException {
        try (var scope = Scope.open().named("quorum").atLeast(2)) {
            scope.go(() -> 42);

            assertThatThrownBy(scope::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("scope quorum needs 2 goroutines to succeed, and 1 have");
        }
    }

    @Test
    void nothing_started_is_too_few_for_one_policy_and_well_for_the_others() throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.join();
        }
        try (var scope = Scope.open().collectAll()) {
            scope.join();
        }
        try (var scope = Scope.open().firstSuccess()) {
            assertThatThrownBy(scope::join).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void cancelling_the_scope_is_no_failure_under_any_policy() throws InterruptedException {
        for (var scope : new Scope[] {Scope.open()}) {
            try (scope) {
                scope.go(() -> never.receive());
                assertThat(scope.cancel()).isTrue();
                assertThat(scope.cancel()).isFalse();
                scope.join();
            }
        }
        try (var scope = Scope.open().atLeast(2)) {
            scope.go(() -> never.receive());
            scope.cancel();
            scope.join();
        }
    }

    @Test
    void a_cancellation_from_above_is_told_unless_the_aim_was_reached() throws InterruptedException {
        var context = Context.background().withCancel();
        try (var scope = Scope.open(context)) {
            scope.go(() -> never.receive());
            context.cancel(failure);

            assertThatThrownBy(scope::join)
                    .isExactlyInstanceOf(CancelledException.class)
                    .hasCause(failure);
        }

        var another = Context.background().withCancel();
        try (var scope = Scope.open(another).firstSuccess()) {
            scope.go(() -> 42);
            scope.join();
            another.cancel(failure);
            scope.join();
        }
    }
}
