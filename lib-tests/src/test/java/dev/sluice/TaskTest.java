package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class TaskTest {
    private final Channel<Integer> values = Channel.unbuffered();

    @Test
    void returns_its_result_to_all_that_await_it() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> values.receive());
            var awaiting = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 1000; i++) {
                awaiting.add(scope.go(() -> task.await()));
            }
            Waiting.receiversWaitAt((Waitpoint) task.done(), 1000);
            assertThat(task.state()).isEqualTo(Task.State.RUNNING);
            values.send(42);

            for (Task<Integer> each : awaiting) {
                assertThat(each.await()).isEqualTo(42);
            }
            assertThat(task.state()).isEqualTo(Task.State.SUCCEEDED);
            assertThat(task.failure()).isNull();
            assertThat(task.cancel()).as("it has ended").isFalse();
        }
    }

    @Test
    void a_result_may_be_null() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<?> task = scope.go(() -> {});

            assertThat(task.await()).isNull();
            assertThat(task.await()).isNull();
        }
    }

    @Test
    void can_be_awaited_when_its_scope_is_closed() throws InterruptedException {
        Task<Integer> task;
        try (var scope = Scope.open()) {
            task = scope.go(() -> 42);
            scope.join();
        }

        assertThat(task.await()).isEqualTo(42);
        assertThat(task.done().receive()).isNull();
    }

    @Test
    void can_be_awaited_by_a_thread_outside() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> values.receive());
            var answers = Channel.<Integer>buffered(1);
            Thread outside = Thread.startVirtualThread(() -> {
                try {
                    answers.send(task.await());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Waiting.receiversWaitAt((Waitpoint) task.done(), 1);
            values.send(42);
            outside.join();

            assertThat(answers.receive()).isEqualTo(42);
        }
    }

    @Test
    void await_throws_what_it_has_thrown() throws InterruptedException {
        var checked = new IOException();
        var unchecked = new IllegalStateException();
        var error = new AssertionError();
        try (var scope = Scope.open()) {
            scope.go(() -> {
                try (var inner = Scope.open().collectAll()) {
                    Task<?> io = inner.go(() -> {
                        throw checked;
                    });
                    Task<?> state = inner.go(() -> {
                        throw unchecked;
                    });
                    Task<?> assertion = inner.go(() -> {
                        throw error;
                    });
                    assertThatThrownBy(() -> io.await(IOException.class)).isSameAs(checked);
                    assertThatThrownBy(io::await)
                            .isInstanceOf(CompletionException.class)
                            .hasCause(checked);
                    assertThatThrownBy(() -> io.await(Duration.ofHours(1)))
                            .isInstanceOf(CompletionException.class)
                            .hasCause(checked);
                    assertThatThrownBy(() -> state.await(IOException.class)).isSameAs(unchecked);
                    assertThatThrownBy(assertion::await).isSameAs(error);
                    assertThat(io.failure()).isSameAs(checked);
                    assertThat(io.state()).isEqualTo(Task.State.FAILED);
                    assertThatThrownBy(() -> inner.join(Exception.class)).isInstanceOf(Throwable.class);
                }
            });
            scope.join();
        }
    }

    @Test
    void await_for_a_while_gives_up() throws Exception {
        try (var world = ManualWorld.beginBeforeWrap()) {
            try (var scope = Scope.open()) {
                Task<Integer> task = scope.go(() -> values.receive());
                assertThatThrownBy(() -> task.await(Duration.ZERO)).isInstanceOf(TimeoutException.class);
                scope.go(() -> {
                    Waiting.receiversWaitAt((Waitpoint) task.done(), 1);
                    Eventually.becomes(() -> world.parked() == 1, () -> "the wait has a deadline");
                    world.advance(Duration.ofSeconds(1));
                });

                assertThatThrownBy(() -> task.await(Duration.ofSeconds(1)))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessage("goroutine " + task.name() + " has not ended within PT1S");
                assertThat(task.state()).isEqualTo(Task.State.RUNNING);
                values.send(42);

                assertThat(task.await(Duration.ofSeconds(1))).isEqualTo(42);
            }
            assertThat(world.timers().pending()).isZero();
        }
    }

    @Test
    void an_interrupted_await_leaves_the_task_alone() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> values.receive());
            Task<?> awaiting = scope.go(() -> task.await());
            Waiting.receiversWaitAt((Waitpoint) task.done(), 1);
            awaiting.cancel();
            assertThatThrownBy(awaiting::await).isInstanceOf(CancelledException.class);
            values.send(42);

            assertThat(task.await()).isEqualTo(42);
            assertThat(awaiting.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void is_cancelled_once_and_says_why() throws InterruptedException {
        try (var scope = Scope.open().named("uploads")) {
            Task<Integer> task = scope.go("part", () -> values.receive());

            assertThat(task.cancel()).isTrue();
            assertThat(task.cancel()).isFalse();

            assertThatThrownBy(task::await)
                    .isExactlyInstanceOf(CancelledException.class)
                    .hasMessageStartingWith("goroutine uploads/part-1 was cancelled: ");
            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(task.cancel()).isFalse();
            scope.join();
        }
    }

    @Test
    void a_deadline_is_told_as_such() throws InterruptedException {
        try (var scope = Scope.open().deadline(Duration.ZERO)) {
            Task<Integer> task = scope.go(() -> 42);

            assertThatThrownBy(task::await)
                    .isInstanceOf(ContextCancelledException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
            assertThatThrownBy(scope::join).isInstanceOf(DeadlineExceededException.class);
        }
    }

    /** Cancelling makes the context of a goroutine, which may do the same, or end, at that moment. */
    @Test
    void cancelling_races_with_the_goroutine() throws InterruptedException {
        for (int round = 0; round < 10_000; round++) {
            int kind = round % 3;
            try (var scope = Scope.open()) {
                Task<?> task = scope.go(() -> {
                    switch (kind) {
                        case 0 -> Context.current().isCancelled();
                        case 1 -> values.receive();
                        default -> Thread.onSpinWait();
                    }
                });
                boolean cancelled = task.cancel();
                scope.join();

                if (!cancelled || kind == 1) {
                    assertThat(task.state()).isEqualTo(cancelled ? Task.State.CANCELLED : Task.State.SUCCEEDED);
                }
                assertThat(Listening.to(scope.context())).isEqualTo(1); // the scope itself
            }
        }
    }

    @Tag("not-for-mutants")
    @Test
    void done_races_with_the_end() throws InterruptedException {
        try (var scope = Scope.open()) {
            for (int round = 0; round < 20_000; round++) {
                Task<Integer> task = scope.go(() -> 42);

                assertThat(task.done().receive()).isNull();
                assertThat(task.await()).isEqualTo(42);
            }
            scope.join();
        }
    }
}
