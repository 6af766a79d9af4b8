package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may do what with a scope, and when; and how scopes nest. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ScopeRulesTest {
    private final Channel<Integer> never = Channel.unbuffered();

    private static @Nullable Throwable thrownInAnotherThread(Callable<?> code) throws InterruptedException {
        var thrown = new AtomicReference<@Nullable Throwable>();
        Thread thread = Thread.startVirtualThread(() -> {
            try {
                code.call();
            } catch (Throwable t) {
                thrown.set(t);
            }
        });
        thread.join();
        return thrown.get();
    }

    @Test
    void a_block_ends_after_its_goroutines() throws InterruptedException {
        var ended = new AtomicInteger();
        Channel<Integer> values = Channel.unbuffered();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 1000; i++) {
                scope.go(() -> {
                    values.receive();
                    ended.incrementAndGet();
                });
            }
            scope.go(() -> {
                for (int i = 0; i < 1000; i++) {
                    values.send(i);
                }
            });
            scope.join();

            assertThat(ended).hasValue(1000);
        }
    }

    @Tag("not-for-mutants")
    @Test
    void a_million_goroutines_start_and_join() throws InterruptedException {
        var ended = new AtomicInteger();
        int count = Integer.getInteger("sluice.goroutines", 1_000_000);
        for (int thousand = 0; thousand < count / 100_000; thousand++) {
            try (var scope = Scope.open()) {
                for (int i = 0; i < 100_000; i++) {
                    scope.go(ended::incrementAndGet);
                }
                scope.join();
            }
        }

        assertThat(ended).hasValue(count);
    }

    @Test
    void a_closed_scope_starts_and_joins_nothing_and_may_be_closed_again() throws InterruptedException {
        var scope = Scope.open();
        scope.close();
        scope.close();

        assertThatThrownBy(() -> scope.go(() -> 42))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(scope::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThat(scope.context().isCancelled()).isTrue();
    }

    @Test
    void a_closed_scope_with_a_limit_starts_nothing_either() {
        var scope = Scope.open().limit(1);
        scope.close();

        assertThatThrownBy(() -> scope.go(() -> 42))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void closing_an_inner_scope_again_opens_no_outer_one_again() {
        var outer = Scope.open();
        var inner = Scope.open();
        inner.close();
        outer.close();

        inner.close();

        assertThat(Strand.current()).isNull();
        assertThat(Context.current()).isSameAs(Context.background());
    }

    @Test
    void a_cancelled_scope_starts_nothing() throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.cancel();

            Task<Integer> task = scope.go(() -> 42);

            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(task.done().receive()).isNull();
            assertThatThrownBy(task::await).isInstanceOf(CancelledException.class);
            scope.join();
        }
    }

    @Test
    void only_the_owner_configures_joins_and_closes() throws InterruptedException {
        try (var scope = Scope.open()) {
            List<Callable<?>> calls = List.of(
                    () -> scope.named("name"),
                    () -> scope.limit(1),
                    scope::failFast,
                    () -> scope.deadline(Duration.ofHours(1)),
                    () -> {
                        scope.join();
                        return 0;
                    },
                    () -> {
                        AutoCloseable closing = scope;
                        closing.close();
                        return 0;
                    });
            for (Callable<?> call : calls) {
                assertThat(thrownInAnotherThread(call))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("must be called by the owner");
            }
        }
    }

    @Test
    void only_the_owner_and_goroutines_inside_start_goroutines() throws InterruptedException {
        var ran = new AtomicInteger();
        try (var scope = Scope.open()) {
            assertThat(thrownInAnotherThread(() -> scope.go(() -> 42)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("or by a goroutine in it; was called by");
            scope.go(() -> {
                scope.go(ran::incrementAndGet);
                try (var inner = Scope.open()) {
                    inner.go(() -> scope.go(ran::incrementAndGet));
                    inner.join();
                    scope.go(() -> assertThatThrownBy(() -> inner.go(() -> 42))
                                    .isInstanceOf(IllegalStateException.class))
                            .await();
                }
            });
            scope.join();
        }

        assertThat(ran).hasValue(2);
    }

    @Test
    void configuration_comes_before_the_first_goroutine() throws InterruptedException {
        try (var scope = Scope.open().named("uploads")) {
            scope.go(() -> 42);

            for (Callable<?> call : List.<Callable<?>>of(
                    () -> scope.named("name"),
                    () -> scope.limit(1),
                    scope::failFast,
                    scope::collectAll,
                    scope::firstSuccess,
                    () -> scope.atLeast(2),
                    () -> scope.deadline(Duration.ofHours(1)))) {
                assertThatThrownBy(call::call)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageEndingWith("must come before the first goroutine of scope uploads");
            }
            scope.join();
        }
    }

    @Test
    void joins_again_and_starts_more_afterwards() throws InterruptedException {
        var ran = new AtomicInteger();
        try (var scope = Scope.open()) {
            scope.join();
            scope.go(ran::incrementAndGet);
            scope.join();
            scope.go(ran::incrementAndGet);
            scope.join();
            scope.join();
        }

        assertThat(ran).hasValue(2);
    }

    @Test
    void names_are_paths() throws InterruptedException {
        var names = new ConcurrentLinkedQueue<String>();
        try (var scope = Scope.open().named("thumbs")) {
            try (var nested = Scope.open().named("fetch")) {
                assertThat(nested.name()).isEqualTo("thumbs/fetch");
            }
            scope.go("image", () -> {
                names.add(Thread.currentThread().getName());
                try (var inner = Scope.open().named("tiles")) {
                    inner.go(() -> names.add(Thread.currentThread().getName()));
                    inner.join();
                }
            });
            Task<?> second = scope.go(() -> 42);
            scope.join();

            assertThat(second.name()).isEqualTo("thumbs/go-2");
            assertThat(second).asString().startsWith("goroutine thumbs/go-2 (succeeded, started at ");
            assertThat(scope).hasToString("scope thumbs (0 goroutines)");
        }

        assertThat(names).containsExactly("thumbs/image-1", "thumbs/image-1/tiles/go-1");
    }

    @Test
    void an_inner_scope_that_was_left_open_is_closed_with_the_outer_one() throws InterruptedException {
        Task<?> inOuter;
        Task<?> inInner;
        try (var outer = Scope.open()) {
            inOuter = outer.go(() -> never.receive());
            Scope inner = Scope.open();
            inInner = inner.go(() -> never.receive());
        }

        assertThat(List.of(inOuter.state(), inInner.state())).containsOnly(Task.State.CANCELLED);
        assertThat(Strand.current()).isNull();
    }

    @Test
    void an_inner_scope_that_throws_when_it_is_closed_keeps_the_outer_one_from_nothing() throws InterruptedException {
        var failure = new IllegalStateException("expected");
        var tasks = new ArrayList<Task<?>>();

        assertThatThrownBy(() -> {
                    try (var outer = Scope.open()) {
                        tasks.add(outer.go(() -> never.receive()));
                        Scope inner = Scope.open();
                        Task<?> failing = inner.go(() -> {
                            throw failure;
                        });
                        while (failing.failure() == null) {
                            Thread.onSpinWait(); // a wait would fail, too
                        }
                    }
                })
                .isSameAs(failure);

        assertThat(tasks.getFirst().state()).isEqualTo(Task.State.CANCELLED);
        assertThat(Strand.current()).isNull();
    }

    @Test
    void a_goroutine_that_leaves_a_scope_open_has_failed_and_leaves_nothing_running() throws InterruptedException {
        var left = new ConcurrentLinkedQueue<Task<?>>();
        try (var scope = Scope.open().named("outer")) {
            scope.go(() -> {
                var inner = Scope.open().named("inner");
                left.add(inner.go(() -> never.receive()));
            });

            assertThatThrownBy(scope::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("goroutine outer/go-1 has left scope outer/go-1/inner open");
        }

        assertThat(left).allMatch(task -> task.state() == Task.State.CANCELLED);
    }

    @Test
    void what_a_scope_throws_that_a_goroutine_has_left_open_is_suppressed() throws InterruptedException {
        var failure = new IllegalStateException("expected");
        try (var scope = Scope.open()) {
            scope.go(() -> {
                var inner = Scope.open();
                Task<?> failing = inner.go(() -> {
                    throw failure;
                });
                while (failing.failure() == null) {
                    Thread.onSpinWait(); // a wait would fail, too
                }
            });

            assertThatThrownBy(scope::join)
                    .hasMessageContaining("has left scope")
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).contains(failure));
        }
    }

    @Test
    void goroutines_that_have_ended_are_forgotten_while_others_run() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<?> first = scope.go(() -> never.receive());
            var ended = new ArrayList<Task<?>>();
            for (int i = 0; i < 3; i++) {
                ended.add(scope.go(() -> 42));
            }
            Task<?> last = scope.go(() -> never.receive());

            Eventually.becomes(
                    () -> scope.crew().running().equals(List.of(last, first)),
                    () -> "none of " + ended + " is kept in " + scope.crew().running());

            scope.cancel();
        }
    }

    @Test
    void a_scope_that_ends_in_good_order_was_closed_and_not_cancelled() throws InterruptedException {
        var scope = Scope.open();
        scope.go(() -> 42);
        scope.join();

        scope.close();

        assertThat(scope.context().cause()).hasMessage("the context was closed");
    }

    @Test
    void what_goes_wrong_in_an_inner_scope_comes_through_to_the_outer_one() throws InterruptedException {
        var failure = new IllegalStateException("expected");
        try (var outer = Scope.open()) {
            outer.go(() -> {
                try (var inner = Scope.open()) {
                    inner.go(() -> {
                        throw failure;
                    });
                    inner.join();
                }
            });

            assertThatThrownBy(outer::join).isSameAs(failure);
        }

        assertThat(failure.getSuppressed()).as("both places").hasSize(2);
    }
}
