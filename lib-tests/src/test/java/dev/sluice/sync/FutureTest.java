package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Futures of the JDK as promises, promises and tasks as futures of the JDK; cancelling goes across. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 100)
@NullUnmarked
class FutureTest {
    private final CompletableFuture<Integer> future = new CompletableFuture<>();
    private final Promise<Integer> promise = new Promise<>();
    private final Channel<Integer> never = Channel.unbuffered();

    // A promise of a future

    @Test
    void a_promise_of_a_future_has_its_value() throws InterruptedException {
        Promise<Integer> made = Promise.of(future);
        try (var scope = Scope.open()) {
            scope.go(() -> future.complete(3));

            assertThat(made.await()).isEqualTo(3);
            assertThat(Promise.of(future).await()).isEqualTo(3);
            scope.join();
        }
    }

    @Test
    void a_promise_of_a_future_has_its_failure_without_wrapping() {
        var failure = new IOException("broken");
        future.completeExceptionally(failure);

        assertThatThrownBy(() -> Promise.of(future).await(IOException.class)).isSameAs(failure);
        assertThatThrownBy(
                        () -> Promise.of(future.thenApply(value -> value + 1)).await(IOException.class))
                .isSameAs(failure);
        assertThatThrownBy(() -> Promise.of(future).await())
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
    }

    @Test
    void a_future_that_is_cancelled_is_a_cancelled_outcome_and_no_cancellation_of_the_one_that_waits() {
        Promise<Integer> made = Promise.of(future);
        future.cancel(true);

        assertThatThrownBy(made::await).isInstanceOf(CancelledException.class);
    }

    @Test
    void a_goroutine_that_is_cancelled_in_await_cancels_the_future() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<Integer> waiting = scope.go(() -> Promise.of(future).await());
            Task<List<Integer>> inView = scope.go(() -> {
                var other = new CompletableFuture<Integer>();
                try {
                    return Awaitable.all(List.of(promise, Promise.of(other).map(value -> value + 1)))
                            .await();
                } finally {
                    assertThat(other.isCancelled()).isTrue();
                }
            });
            waiting.cancel();
            inView.cancel();
            scope.join();

            assertThat(waiting.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(inView.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(future.isCancelled()).isTrue();
        }
    }

    @Test
    void a_scope_that_is_too_late_cancels_the_futures_its_goroutines_wait_for() {
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open().deadline(Duration.ofSeconds(1))) {
                        scope.go(() -> Promise.of(future).await());
                        scope.join();
                    }
                })
                .isInstanceOf(Exception.class);
        assertThat(future.isCancelled()).isTrue();
    }

    @Test
    void a_wait_that_is_too_late_cancels_nothing_and_neither_does_one_for_a_copy() throws InterruptedException {
        assertThatThrownBy(() -> Promise.of(future).await(Duration.ofSeconds(1)))
                .isInstanceOf(TimeoutException.class);
        try (var scope = Scope.open()) {
            Task<Integer> waiting = scope.go(() -> Promise.of(future.copy()).await());
            waiting.cancel();
            scope.join();
        }
        assertThat(future.isDone()).isFalse();
    }

    @Test
    void a_stage_without_a_future_can_be_awaited_and_not_cancelled() throws InterruptedException {
        CompletionStage<Integer> stage = future.minimalCompletionStage();
        try (var scope = Scope.open()) {
            Task<Integer> waiting = scope.go(() -> Promise.of(stage).await());
            waiting.cancel();
            scope.join();
            assertThat(waiting.state()).isEqualTo(Task.State.CANCELLED);
        }
        future.complete(1);
        assertThat(Promise.of(stage).await()).isEqualTo(1);
    }

    // A future of a promise

    @Test
    void a_future_of_a_promise_ends_with_it() throws Exception {
        CompletableFuture<Integer> made = promise.toCompletableFuture();
        CompletableFuture<Integer> next = made.thenApply(value -> value + 1);
        var failed = new Promise<Integer>();
        var failure = new IOException("broken");

        promise.complete(1);
        failed.fail(failure);

        assertThat(made.get()).isEqualTo(1);
        assertThat(next.get()).isEqualTo(2);
        assertThat(promise.toCompletableFuture()).isSameAs(made);
        assertThatThrownBy(() -> failed.toCompletableFuture().get())
                .isInstanceOf(ExecutionException.class)
                .hasCause(failure);
    }

    @Test
    void a_future_that_is_asked_for_at_any_moment_ends() throws Exception {
        var futures = new CompletableFuture<?>[1];
        try (var scope = Scope.open()) {
            scope.go(() -> promise.complete(1));
            scope.go(() -> {
                futures[0] = promise.toCompletableFuture();
            });
            scope.join();
        }
        assertThat(futures[0].getNow(null)).isEqualTo(1);
    }

    @Test
    void cancelling_the_future_of_a_promise_fails_the_promise_and_a_copy_cant() throws Exception {
        CompletableFuture<Integer> made = promise.toCompletableFuture();

        assertThat(made.copy().cancel(true)).isTrue();
        assertThat(promise.isDone()).isFalse();
        assertThat(made.cancel(true)).isTrue();

        assertThat(promise.complete(1)).isFalse();
        assertThatThrownBy(promise::await).isInstanceOf(CancelledException.class);
    }

    @Test
    void cancelling_goes_across_from_future_to_future() {
        Promise.of(future).toCompletableFuture().cancel(true);

        assertThat(future.isCancelled()).isTrue();
    }

    // A future of a task

    @Test
    void a_future_of_a_task_ends_with_it() throws Exception {
        try (var scope = Scope.open().collectAll()) {
            Task<Integer> task = scope.go(() -> 1);
            Task<Integer> failing = scope.go(() -> {
                throw new IOException("broken");
            });
            CompletableFuture<Integer> early = task.toCompletableFuture();
            CompletableFuture<Integer> failed = failing.toCompletableFuture();
            task.done().receive();
            failing.done().receive();
            assertThatThrownBy(scope::join).hasRootCauseInstanceOf(IOException.class);

            assertThat(early.getNow(null)).isEqualTo(1);
            assertThat(task.toCompletableFuture()).isSameAs(early);
            assertThatThrownBy(() -> failed.get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(failing.failure());
        }
    }

    @Test
    void cancelling_the_future_of_a_task_cancels_the_task() throws Exception {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> never.receive());

            assertThat(task.toCompletableFuture().cancel(true)).isTrue();

            scope.join();
            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void cancelling_a_task_cancels_its_future() throws Exception {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> never.receive());
            CompletableFuture<Integer> made = task.toCompletableFuture();

            task.cancel();
            scope.join();

            assertThat(made.isCancelled()).isTrue();
        }
    }
}
