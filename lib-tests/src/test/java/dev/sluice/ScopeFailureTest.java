package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class ScopeFailureTest {
    private final Channel<Integer> never = Channel.unbuffered();

    private static Task<?> fail(Scope scope, Throwable failure) throws InterruptedException {
        return scope.go("failing", () -> {
            switch (failure) {
                case Exception e -> throw e;
                case Error e -> throw e;
                default -> throw new AssertionError(failure);
            }
        });
    }

    static List<Throwable> unchecked() {
        return List.of(
                new IllegalStateException(), new AssertionError(), new StackOverflowError(), new OutOfMemoryError());
    }

    @ParameterizedTest
    @MethodSource("unchecked")
    void join_throws_what_is_unchecked_as_itself(Throwable failure) throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<?> sibling = scope.go(() -> never.receive());
            Task<?> failing = fail(scope, failure);

            assertThatThrownBy(scope::join).isSameAs(failure);

            assertThat(failing.state()).isEqualTo(Task.State.FAILED);
            assertThat(failing.failure()).isSameAs(failure);
            assertThat(sibling.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(scope.context().cause()).isSameAs(failure);
        }
    }

    @Test
    void join_throws_a_checked_exception_as_itself_where_its_type_is_named() throws InterruptedException {
        var failure = new IOException();
        try (var scope = Scope.open()) {
            fail(scope, failure);

            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);
            assertThatThrownBy(() -> scope.join(Exception.class)).isSameAs(failure);
            assertThatThrownBy(() -> scope.join(ReflectiveOperationException.class))
                    .isExactlyInstanceOf(CompletionException.class)
                    .hasCause(failure);
            assertThatThrownBy(scope::join)
                    .isExactlyInstanceOf(CompletionException.class)
                    .hasCause(failure);
        }
    }

    @Test
    void a_failure_says_where_its_goroutine_was_started() throws InterruptedException {
        var failure = new IllegalStateException();
        try (var scope = Scope.open().named("uploads")) {
            fail(scope, failure);

            assertThatThrownBy(scope::join).isSameAs(failure);
        }

        assertThat(failure.getSuppressed()).singleElement().satisfies(note -> {
            assertThat(note).hasToString("in goroutine uploads/failing-1, which was started here");
            assertThat(note.getStackTrace())
                    .singleElement()
                    .satisfies(place -> assertThat(place.getMethodName()).isEqualTo("fail"));
        });
    }

    /** Two failures at the same moment, as in ox#164. */
    @Test
    void of_two_failures_at_once_one_is_thrown_with_the_other_suppressed() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            var failures = List.of(new IllegalStateException("one"), new IllegalStateException("two"));
            var together = new CountDownLatch(2);
            var tasks = new ArrayList<Task<?>>();
            try (var scope = Scope.open()) {
                for (var failure : failures) {
                    tasks.add(scope.go(() -> {
                        together.countDown();
                        for (int spins = 0; together.getCount() > 0 && spins < 10_000; spins++) {
                            Thread.onSpinWait();
                        }
                        throw failure;
                    }));
                }

                Throwable thrown = catchThrowable(scope::join);

                assertThat(failures).contains((IllegalStateException) thrown);
                assertThat(thrown).isSameAs(scope.context().cause());
                Throwable other = tasks.get(1 - failures.indexOf(thrown)).failure();
                if (other != null) { // it was started before the first failed
                    assertThat(thrown.getSuppressed()).contains(other);
                }
            }
        }
    }

    @Test
    void of_two_failures_both_cancel_for_the_first() {
        var crew = new Crew();
        var first = new IllegalStateException();

        assertThat(crew.record(Policy.FAIL_FAST, Task.State.FAILED, first)).isSameAs(first);
        assertThat(crew.record(Policy.FAIL_FAST, Task.State.FAILED, new IOException()))
                .isSameAs(first);
    }

    @Test
    void one_instance_may_be_thrown_by_several() throws InterruptedException {
        var failure = new IllegalStateException();
        try (var scope = Scope.open().collectAll()) {
            for (int i = 0; i < 3; i++) {
                fail(scope, failure);
            }

            assertThatThrownBy(scope::join).isSameAs(failure);
        }

        assertThat(failure.getSuppressed())
                .hasSize(3)
                .allMatch(each -> each.toString().startsWith("in goroutine"));
    }

    @Test
    void an_instance_that_is_thrown_for_ever_does_not_grow_for_ever() throws InterruptedException {
        var constant = new IllegalStateException();
        for (int i = 0; i < 1000; i++) {
            try (var scope = Scope.open().collectAll()) {
                fail(scope, constant);
                fail(scope, new IOException());

                assertThatThrownBy(() -> scope.join(Exception.class)).isInstanceOf(Exception.class);
            }
        }

        assertThat(constant.getSuppressed().length).isLessThanOrEqualTo(101);
    }

    @Test
    void an_exception_that_suppresses_nothing_is_thrown_all_the_same() throws InterruptedException {
        var failure = new Unsuppressing();
        try (var scope = Scope.open().collectAll()) {
            fail(scope, failure).done().receive();
            fail(scope, new IOException());

            assertThatThrownBy(scope::join).isSameAs(failure).hasNoSuppressedExceptions();
        }
    }

    private static final class Unsuppressing extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        Unsuppressing() {
            super("no suppression", null, false, false);
        }
    }

    @Test
    void causes_that_go_round_in_circles_do_no_harm() throws InterruptedException {
        var first = new IOException("first");
        var second = new IOException("second", first);
        first.initCause(second);
        try (var scope = Scope.open()) {
            Task<?> task = scope.go(() -> {
                try {
                    never.receive();
                } catch (InterruptedException _) {
                    throw first;
                }
            });
            Waiting.receiversWaitAt(never, 1);
            task.cancel();

            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(first);
        }
    }

    @Test
    void collect_all_cancels_nothing_and_throws_all() throws InterruptedException {
        Channel<Integer> last = Channel.unbuffered();
        try (var scope = Scope.open().collectAll()) {
            var first = new IOException("first");
            fail(scope, first).done().receive();
            for (int i = 0; i < 5; i++) {
                fail(scope, new IOException("later")).done().receive();
            }
            Task<Integer> good = scope.go(() -> last.receive());
            last.send(42);

            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(first);

            assertThat(good.await()).isEqualTo(42);
            assertThat(Arrays.stream(first.getSuppressed()).filter(IOException.class::isInstance))
                    .hasSize(5);
        }
    }

    @Test
    void too_many_failures_are_counted() throws InterruptedException {
        try (var scope = Scope.open().collectAll()) {
            for (int i = 0; i < 250; i++) {
                fail(scope, new IllegalStateException());
            }

            Throwable thrown = catchThrowable(scope::join);

            assertThat(thrown.getSuppressed()).hasSize(101);
            assertThat(thrown.getSuppressed()[100]).hasToString("and 150 more failures");
        }
    }

    @Test
    void as_many_failures_as_have_room_are_all_told() {
        var failures = new Failures();
        for (int i = 0; i < 101; i++) {
            failures.add(new IllegalStateException());
        }

        Throwable first = Objects.requireNonNull(failures.first());
        Failures.suppressAll(first, failures.takeOthers(), failures.takeDropped());

        assertThat(first.getSuppressed()).hasSize(100).hasOnlyElementsOfType(IllegalStateException.class);
    }

    @Test
    void cancelled_siblings_are_no_failures() throws InterruptedException {
        var failure = new IllegalStateException();
        var siblings = new ArrayList<Task<?>>();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 10; i++) {
                siblings.add(scope.go(() -> never.receive()));
            }
            Waiting.receiversWaitAt(never, 10);
            fail(scope, failure);

            assertThatThrownBy(scope::join).isSameAs(failure);
        }

        assertThat(siblings).allMatch(sibling -> sibling.state() == Task.State.CANCELLED);
        assertThat(failure.getSuppressed()).as("only where it was started").hasSize(1);
    }

    @Test
    void the_cancellation_of_a_task_is_no_failure() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> never.receive());
            assertThat(task.cancel()).isTrue();
            scope.join();

            assertThat(scope.context().isCancelled()).isFalse();
            assertThatThrownBy(task::await).isInstanceOf(CancelledException.class);
        }
    }

    @Test
    void an_uncancelled_goroutine_that_throws_a_cancellation_has_failed() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<Integer> cancelled = scope.go(() -> never.receive());
            cancelled.cancel();
            Task<Integer> awaiting = scope.go(() -> cancelled.await());

            assertThatThrownBy(scope::join)
                    .isInstanceOf(CancelledException.class)
                    .isSameAs(awaiting.failure());
        }
    }

    @Test
    void close_throws_a_failure_that_was_not_reported_yet() {
        var failure = new IOException();

        assertThatThrownBy(() -> {
                    try (var scope = Scope.open()) {
                        ended(fail(scope, failure));
                    }
                })
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
    }

    @Test
    void close_does_not_repeat_what_join_has_thrown() throws InterruptedException {
        var scope = Scope.open();
        fail(scope, new IllegalStateException());
        assertThatThrownBy(scope::join).isInstanceOf(IllegalStateException.class);

        assertThatCode(scope::close).doesNotThrowAnyException();
    }

    @Test
    void close_throws_what_failed_after_the_join() throws InterruptedException {
        var scope = Scope.open();
        scope.go(() -> 1);
        scope.join();
        var failure = new IllegalStateException();
        ended(fail(scope, failure));

        assertThatThrownBy(scope::close).isSameAs(failure);
    }

    @Test
    void a_block_that_awaits_what_fails_is_told_by_its_own_cancellation() {
        var failure = new IllegalStateException("expected");

        assertThatThrownBy(() -> {
                    try (var scope = Scope.open()) {
                        fail(scope, failure).await();
                    }
                })
                .isInstanceOf(ContextCancelledException.class)
                .hasCause(failure);
    }

    /** Waits until a task has ended, in a block whose own waits fail by then, and which is interrupted. */
    private static void ended(Task<?> task) {
        while (task.state() == Task.State.RUNNING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_failure_of_another_goroutine_is_suppressed_on_what_the_block_throws() {
        var failure = new IllegalStateException("of a goroutine");
        var ofTheBlock = new IllegalArgumentException("of the block");

        assertThatThrownBy(() -> {
                    try (var scope = Scope.open()) {
                        ended(fail(scope, failure));
                        throw ofTheBlock;
                    }
                })
                .isSameAs(ofTheBlock)
                .hasSuppressedException(failure);
    }
}
