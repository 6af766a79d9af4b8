package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Promises, tasks, and what is put together of them, under many schedules. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 200)
@NullUnmarked
class AwaitableTest {
    private final Promise<Integer> one = new Promise<>("one");
    private final Promise<Integer> two = new Promise<>("two");
    private final Promise<Integer> three = new Promise<>("three");
    private final List<Awaitable<Integer>> all = List.of(one, two, three);

    private static int later(int seconds, int value) throws InterruptedException {
        Channel.after(Duration.ofSeconds(seconds)).receive();
        return value;
    }

    // Promises

    @Test
    void the_first_completion_counts_and_all_see_it() throws InterruptedException {
        var firsts = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                int value = i;
                scope.go(() -> {
                    if (one.complete(value)) {
                        firsts.add(value);
                    }
                });
                scope.go(() -> assertThat(one.await()).isEqualTo(one.await()));
            }
            scope.join();
        }
        assertThat(firsts).hasSize(1).containsExactly(one.await());
        assertThat(one.fail(new IOException())).isFalse();
        assertThat(one.failure()).isNull();
    }

    @Test
    void a_failure_is_thrown_as_a_task_throws_it() {
        var unchecked = new IllegalStateException("broken");
        var checked = new IOException("broken");
        one.fail(unchecked);
        two.fail(checked);
        three.fail(new AssertionError("broken"));

        assertThatThrownBy(one::await).isSameAs(unchecked);
        assertThatThrownBy(two::await).isInstanceOf(CompletionException.class).hasCause(checked);
        assertThatThrownBy(() -> two.await(IOException.class)).isSameAs(checked);
        assertThatThrownBy(() -> two.await(Duration.ZERO))
                .isInstanceOf(CompletionException.class)
                .hasCause(checked);
        assertThatThrownBy(three::await).isInstanceOf(AssertionError.class);
        assertThat(one.failure()).isSameAs(unchecked);
    }

    @Test
    void null_can_be_the_value() throws InterruptedException {
        Promise<String> nothing = new Promise<>();
        nothing.complete(null);

        assertThat(nothing.await()).isNull();
        assertThat(Awaitable.all(List.of(nothing)).await()).containsExactly((String) null);
        assertThat(nothing).hasToString("promise (done)");
    }

    @Test
    void a_wait_that_is_too_late_or_cancelled_leaves_the_promise_as_it_is() throws InterruptedException {
        assertThatThrownBy(() -> one.await(Duration.ofSeconds(7))).isInstanceOf(TimeoutException.class);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(7));
        try (var scope = Scope.open()) {
            Task<Integer> waiting = scope.go(() -> one.await());
            waiting.cancel();
            scope.join();
            assertThat(waiting.state()).isEqualTo(Task.State.CANCELLED);
        }
        assertThat(one.isDone()).isFalse();
        assertThat(one.complete(1)).isTrue();
    }

    @Test
    void a_promise_can_stand_in_a_select() throws InterruptedException {
        try (var scope = Scope.open();
                var select = Select.open()) {
            var done = select.receive(one.done());
            select.timeout(Duration.ofHours(1));
            scope.go(() -> one.complete(1));

            assertThat(select.await()).isSameAs(done);
            scope.join();
        }
    }

    // Views

    @Test
    void map_calls_its_function_once_however_many_threads_await() throws InterruptedException {
        int[] calls = new int[1];
        Awaitable<String> mapped = one.map(value -> {
            Bubble.step("function");
            calls[0]++;
            return "value " + value;
        });
        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> assertThat(mapped.await()).isEqualTo("value 5"));
            }
            scope.go(() -> one.complete(5));
            scope.join();
        }
        assertThat(calls[0]).isEqualTo(1);
    }

    @Test
    void map_of_a_failure_fails_and_a_function_may_fail() {
        var failure = new IllegalStateException("broken");
        one.fail(failure);
        two.complete(2);

        assertThatThrownBy(() -> one.map(value -> value + 1).await()).isSameAs(failure);
        Awaitable<Integer> thrown = two.map(_ -> {
            throw failure;
        });
        assertThatThrownBy(thrown::await).isSameAs(failure);
        assertThatThrownBy(thrown::await).isSameAs(failure);
    }

    @Test
    void a_map_whose_function_is_interrupted_in_one_thread_is_made_by_the_next() throws InterruptedException {
        int[] calls = new int[1];
        one.complete(1);
        Awaitable<Integer> mapped = one.map(value -> {
            calls[0]++;
            return later(1, value);
        });
        try (var scope = Scope.open()) {
            Task<Integer> first = scope.go(() -> mapped.await());
            Bubble.settle();
            Task<Integer> second = scope.go(() -> mapped.await());
            Bubble.settle();
            first.cancel();

            assertThat(second.await()).isEqualTo(1);
            assertThat(mapped.await()).isEqualTo(1);
            scope.join();
            assertThat(first.state()).isEqualTo(Task.State.CANCELLED);
        }
        assertThat(calls[0]).isEqualTo(2);
    }

    @Test
    void a_function_may_throw_checked_exceptions() {
        var failure = new IOException("broken");
        one.complete(1);
        Awaitable<Integer> mapped = one.map(_ -> {
            throw failure;
        });

        assertThatThrownBy(() -> mapped.await(IOException.class)).isSameAs(failure);
        assertThatThrownBy(mapped::await)
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
    }

    @Test
    void all_has_the_values_in_the_order_of_the_parts() throws InterruptedException {
        Awaitable<List<Integer>> together = Awaitable.all(all);
        try (var scope = Scope.open()) {
            scope.go(() -> three.complete(later(1, 3)));
            scope.go(() -> one.complete(later(2, 1)));
            scope.go(() -> two.complete(later(2, 2)));
            assertThat(together.await()).containsExactly(1, 2, 3);
            scope.join();
        }
        assertThat(Awaitable.all(List.<Awaitable<Integer>>of()).await()).isEmpty();
    }

    @Test
    void all_fails_with_the_first_failure_and_stays_so() throws InterruptedException {
        var failure = new IllegalStateException("broken");
        Awaitable<List<Integer>> together = Awaitable.all(all);
        try (var scope = Scope.open()) {
            scope.go(() -> three.fail(failure));
            assertThatThrownBy(together::await).isSameAs(failure);
            scope.join();
        }
        one.fail(new IllegalStateException("later"));

        assertThatThrownBy(together::await).isSameAs(failure);
    }

    @Test
    void any_has_the_first_success() throws InterruptedException {
        Awaitable<Integer> any = Awaitable.any(all);
        try (var scope = Scope.open()) {
            scope.go(() -> one.fail(new IOException()));
            scope.go(() -> three.complete(later(1, 3)));
            assertThat(any.await()).isEqualTo(3);
            scope.join();
        }
        two.complete(2);

        assertThat(any.await()).isEqualTo(3);
    }

    @Test
    void any_fails_when_all_have_with_all_failures() {
        var failures = new Throwable[] {new IOException("1"), new IOException("2"), new IOException("3")};
        three.fail(failures[2]);
        one.fail(failures[0]);
        two.fail(failures[1]);

        assertThatThrownBy(() -> Awaitable.any(all).await())
                .isInstanceOf(CompletionException.class)
                .hasMessage("none of 3 has succeeded")
                .hasCause(failures[0])
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).containsExactly(failures[1], failures[2]));
    }

    @Test
    void race_ends_with_the_first_that_ends_whatever_it_is() throws InterruptedException {
        var failure = new IllegalStateException("broken");
        Awaitable<Integer> race = Awaitable.race(all);
        try (var scope = Scope.open()) {
            scope.go(() -> one.complete(later(2, 1)));
            scope.go(() -> two.fail(failure));
            assertThatThrownBy(race::await).isSameAs(failure);
            scope.join();
        }
        assertThatThrownBy(race::await).isSameAs(failure);
    }

    @Test
    void any_and_race_need_a_part() {
        List<Awaitable<Integer>> none = List.of();
        assertThatThrownBy(() -> Awaitable.any(none)).hasMessage("any needs at least 1 part, was given 0");
        assertThatThrownBy(() -> Awaitable.race(none)).hasMessage("race needs at least 1 part, was given 0");
    }

    @Test
    void views_of_views_wait_for_what_matters() throws InterruptedException {
        Awaitable<Integer> first = Awaitable.race(List.of(one, two)).map(value -> value * 10);
        Awaitable<List<Integer>> both = Awaitable.all(List.of(first, three));
        try (var scope = Scope.open()) {
            scope.go(() -> two.complete(2));
            scope.go(() -> three.complete(3));
            scope.go(() -> assertThat(both.await()).containsExactly(20, 3));
            scope.go(() -> assertThat(both.await()).containsExactly(20, 3));
            scope.join();
        }
        assertThatThrownBy(() -> Awaitable.all(List.of(both, one)).await(Duration.ofSeconds(1)))
                .isInstanceOf(TimeoutException.class);
    }

    // Tasks

    @Test
    void tasks_are_put_together_like_promises() throws InterruptedException {
        try (var scope = Scope.open()) {
            Awaitable<Integer> slow = Awaitable.of(scope.go(() -> later(5, 5)));
            Awaitable<Integer> fast = Awaitable.of(scope.go(() -> later(1, 1)));

            assertThat(Awaitable.race(List.of(slow, fast, one)).await()).isEqualTo(1);
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(1));
            assertThat(Awaitable.all(List.of(slow, fast)).await()).containsExactly(5, 1);
            assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(5));
            scope.join();
        }
    }

    @Test
    void the_failure_of_a_task_is_thrown_once_to_its_owner() {
        var failure = new IllegalStateException("broken");

        assertThatThrownBy(() -> {
                    try (var scope = Scope.open().collectAll()) {
                        Task<Integer> task = scope.go(() -> {
                            throw failure;
                        });
                        Awaitable.all(List.of(Awaitable.of(task), one)).await();
                    }
                })
                .isSameAs(failure);
    }

    @Test
    void a_cancelled_task_is_a_failure() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> later(5, 5));
            task.cancel();

            assertThatThrownBy(() -> Awaitable.of(task).map(value -> value + 1).await())
                    .isInstanceOf(CancelledException.class);
            scope.join();
        }
    }

    @Test
    void a_view_stands_in_a_select_as_a_task() throws InterruptedException {
        try (var scope = Scope.open();
                var select = Select.open()) {
            Task<Integer> sum = Awaitable.all(all)
                    .map(values -> values.stream().mapToInt(each -> each).sum())
                    .in(scope);
            var done = select.done(sum);
            select.timeout(Duration.ofHours(1));
            scope.go(() -> one.complete(1));
            scope.go(() -> two.complete(2));
            scope.go(() -> three.complete(3));

            assertThat(select.await()).isSameAs(done);
            assertThat(sum.await()).isEqualTo(6);
            scope.join();
        }
    }
}
