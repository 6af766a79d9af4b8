package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ScopeLimitTest {
    private final Channel<Integer> never = Channel.unbuffered();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void no_more_goroutines_run_at_once(int limit) throws InterruptedException {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var runs = new AtomicInteger();

        try (var scope = Scope.open().limit(limit)) {
            for (int i = 0; i < 25_000; i++) {
                scope.go(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    runs.incrementAndGet();
                    running.decrementAndGet();
                });
            }
            scope.join();
        }

        assertThat(runs).hasValue(25_000);
        assertThat(most.get()).isLessThanOrEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void rejects_a_limit_below_one(int limit) {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> scope.limit(limit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limit must be from 1 to 268435456, was " + limit);
            assertThatThrownBy(() -> scope.atLeast(limit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("atLeast must be at least 1, was " + limit);
        }
    }

    @Test
    void an_owner_that_waits_for_a_slot_gets_a_cancelled_task_when_the_scope_fails() throws InterruptedException {
        var failure = new IOException();
        try (var scope = Scope.open().limit(1)) {
            Thread owner = Thread.currentThread();
            scope.go(() -> {
                Waiting.parks(owner);
                throw failure;
            });

            Task<Integer> second = scope.go(() -> never.receive());
            Task<Integer> third = scope.go(() -> never.receive());

            assertThat(second.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(third.state()).isEqualTo(Task.State.CANCELLED);
            assertThatThrownBy(second::await)
                    .isInstanceOf(ContextCancelledException.class)
                    .hasCause(failure);
            assertThat(second.cancel()).isFalse();
            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);
        }
    }

    @Test
    void an_owner_that_is_interrupted_while_it_waits_for_a_slot_has_started_nothing() throws InterruptedException {
        var mayEnd = Channel.<Integer>unbuffered();
        try (var test = Scope.open()) {
            Task<?> owner = test.go(() -> {
                try (var scope = Scope.open().limit(1)) {
                    scope.go(() -> mayEnd.receive());
                    assertThatThrownBy(() -> scope.go(() -> 42)).isExactlyInstanceOf(InterruptedException.class);
                    assertThat(scope.context().isCancelled()).isFalse();
                    mayEnd.close();
                    assertThat(scope.go(() -> 43).await()).isEqualTo(43);
                    scope.join();
                }
            });
            Waiting.receiversWaitAt(mayEnd, 1);
            Waiting.parks(owner.strand().thread());
            owner.strand().thread().interrupt();
            test.join();
        }
    }

    @Test
    void a_goroutine_starts_another_as_soon_as_there_is_a_slot() throws InterruptedException {
        try (var scope = Scope.open().limit(2)) {
            Task<?> other = scope.go(() -> never.receive());
            Task<Task<Integer>> starter = scope.go(() -> scope.go(() -> 42)); // waits for the slot of the other
            Waiting.parks(starter.strand().thread());

            never.close();

            assertThat(starter.await().await()).isEqualTo(42);
            assertThat(other.await()).isNull();
            scope.join();
        }
    }

    @Test
    void a_goroutine_that_is_cancelled_while_it_waits_for_a_slot_ends() throws InterruptedException {
        try (var scope = Scope.open().limit(1)) {
            Task<?> holder = scope.go(() -> {
                try (var inner = Scope.open()) {
                    inner.go(() -> scope.go(() -> 42)); // waits for the slot of its own grandparent
                    inner.join();
                }
            });
            Waiting.parks(holder.strand().thread());
            scope.cancel();
            scope.join();

            assertThat(holder.state()).isNotEqualTo(Task.State.RUNNING);
        }
    }

    @Test
    void a_goroutine_that_cannot_be_made_or_started_leaves_no_trace() throws InterruptedException {
        for (boolean made : new boolean[] {false, true}) {
            try (var world = FailingWorld.use();
                    var scope = Scope.open().limit(1)) {
                world.failsToStart(made);
                assertThatThrownBy(() -> scope.go(() -> 42)).isInstanceOf(Throwable.class);
                world.works();

                assertThat(scope).asString().endsWith("(0 goroutines)");
                assertThat(scope.go(() -> 42).await()).as("the slot is free").isEqualTo(42);
                scope.join();
            }
        }
    }

    @Test
    void a_system_without_threads_for_helpers_keeps_no_scope_from_ending() throws InterruptedException {
        var runs = new AtomicInteger();
        try (var world = FailingWorld.use();
                var scope = Scope.open()) {
            Task<?> waiting = scope.go(() -> never.receive());
            Task<?> failing = scope.go(() -> {
                Context.current().onCancel(runs::incrementAndGet);
                world.failsToHelp();
                throw new IllegalStateException("expected");
            });

            assertThatThrownBy(scope::join).isSameAs(failing.failure());

            assertThat(waiting.state()).isEqualTo(Task.State.CANCELLED);
            world.works();
            Eventually.becomes(() -> runs.get() == 1, () -> "the action runs once there are threads again");
        }
    }
}
