package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reaches the thread that owns a scope: failures, cancellations, interrupts. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class ScopeOwnerTest {
    private final Channel<Integer> never = Channel.unbuffered();
    private final IOException failure = new IOException("expected");

    @Test
    void a_wait_of_the_owner_ends_when_a_goroutine_fails() throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.go(() -> {
                Waiting.receiversWaitAt(never, 1);
                throw failure;
            });

            assertThatThrownBy(never::receive)
                    .isInstanceOf(InterruptedException.class)
                    .hasCause(failure);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);
        }
    }

    @Test
    void a_loop_of_the_owner_over_a_channel_ends_when_a_goroutine_fails() throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.go(() -> {
                never.send(1);
                throw failure;
            });
            var received = new ArrayList<Integer>();

            assertThatThrownBy(() -> never.forEach(received::add))
                    .isInstanceOf(CancelledException.class)
                    .hasRootCause(failure);
            assertThat(received).containsExactly(1);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThatThrownBy(() -> scope.join(IOException.class)).isSameAs(failure);
        }
    }

    @Test
    void a_wait_ends_when_the_scope_is_cancelled_from_above_or_was_before() throws InterruptedException {
        var above = Context.background().withCancel();
        try (var helper = Scope.open();
                var scope = Scope.open(above)) {
            helper.go(() -> {
                Waiting.receiversWaitAt(never, 1);
                above.cancel(failure);
            });

            assertThatThrownBy(never::receive)
                    .isInstanceOf(InterruptedException.class)
                    .hasCause(failure);
            assertThat(scope.context().cause()).isSameAs(failure);
        }
        try (var scope = Scope.open(above)) {
            assertThat(scope.context().isCancelled()).isTrue();
            assertThatThrownBy(never::receive).hasCause(failure);
        }
    }

    @Test
    void a_wait_goes_on_when_the_owner_has_cancelled_the_scope_or_it_has_succeeded() throws InterruptedException {
        for (boolean succeeds : new boolean[] {false, true}) {
            Channel<Integer> results = Channel.unbuffered();
            try (var outer = Scope.open();
                    var scope = Scope.open().firstSuccess()) {
                if (succeeds) {
                    scope.go(() -> 42).done().receive();
                } else {
                    scope.cancel();
                }
                Eventually.becomes(() -> scope.context().isCancelled(), () -> "it is over");
                outer.go(() -> results.send(1));

                assertThat(results.receive()).isEqualTo(1);
                scope.join();
                outer.join();
            }
        }
    }

    @Test
    void an_interrupted_owner_leaves_join_after_all_goroutines_have_ended() throws InterruptedException {
        var ended = new AtomicBoolean();
        var mayEnd = new CountDownLatch(1);
        var thrown = new ArrayList<Throwable>();

        try (var test = Scope.open()) {
            Task<?> owner = test.go(() -> {
                try (var scope = Scope.open()) {
                    scope.go(() -> {
                        try {
                            never.receive();
                        } finally {
                            mayEnd.await();
                            ended.set(true);
                        }
                    });
                    thrown.add(catchThrowable(scope::join));
                    assertThat(ended).isTrue();
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    assertThat(scope.context().cause()).isInstanceOf(CancelledException.class);
                }
            });
            Waiting.receiversWaitAt(never, 1);
            Waiting.parks(owner.strand().thread());
            owner.strand().thread().interrupt();
            Waiting.receiversWaitAt(never, 0);
            assertThat(owner.state()).isEqualTo(Task.State.RUNNING);
            mayEnd.countDown();
            test.join();
        }

        assertThat(thrown).singleElement().isExactlyInstanceOf(InterruptedException.class);
    }

    @Test
    void what_fails_after_the_owner_was_interrupted_is_suppressed_on_that() throws Exception {
        var failure = new IllegalStateException("expected");
        var joining = Running.of(() -> {
            try (var scope = Scope.open()) {
                scope.go(() -> {
                    try {
                        never.receive();
                    } finally {
                        throwUnchecked(failure);
                    }
                });
                scope.join();
            }
        });
        Waiting.receiversWaitAt(never, 1);

        joining.interrupt();

        assertThat(joining.failure()).isExactlyInstanceOf(InterruptedException.class);
        assertThat(joining.failure().getSuppressed())
                .singleElement()
                .isInstanceOf(CancelledException.class)
                .satisfies(cancelled -> assertThat(cancelled.getSuppressed()).containsExactly(failure));
    }

    private static void throwUnchecked(RuntimeException failure) {
        throw failure;
    }

    @Test
    void close_waits_on_through_an_interrupt_which_stays_set() throws InterruptedException {
        var mayEnd = new CountDownLatch(1);
        try (var test = Scope.open()) {
            Task<Boolean> owner = test.go(() -> {
                try (var scope = Scope.open()) {
                    scope.go(() -> untilReleased(mayEnd));
                }
                return Thread.interrupted();
            });
            Waiting.parks(owner.strand().thread());
            owner.strand().thread().interrupt();
            mayEnd.countDown();

            assertThat(owner.await()).isTrue();
        }
    }

    @Test
    void close_keeps_an_interrupt_even_if_the_scope_around_is_cancelled_meanwhile() throws InterruptedException {
        var mayEnd = new CountDownLatch(1);
        var scopes = new ConcurrentLinkedQueue<Scope>();
        try (var test = Scope.open()) {
            Task<Boolean> owner = test.go(() -> {
                boolean interrupted;
                try (var around = Scope.open()) {
                    scopes.add(around);
                    try (var scope = Scope.open()) {
                        scope.go(() -> untilReleased(mayEnd));
                    }
                    interrupted = Thread.interrupted();
                    assertThatThrownBy(never::receive)
                            .isInstanceOf(InterruptedException.class)
                            .hasCause(failure);
                }
                return interrupted;
            });
            Thread thread = owner.strand().thread();
            Waiting.parks(thread);
            thread.interrupt();
            Eventually.becomes(() -> !thread.isInterrupted(), () -> "close has taken the interrupt");
            Waiting.parks(thread);
            scopes.element().context().cancel(failure);
            mayEnd.countDown();

            assertThat(owner.await()).isTrue();
        }
    }

    private static void untilReleased(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                // it doesn't want to end
            }
        }
    }

    @Test
    void a_block_that_is_left_without_a_join_cancels_its_goroutines() throws InterruptedException {
        Task<?> left;
        try (var scope = Scope.open()) {
            left = scope.go(() -> never.receive());
        }

        assertThat(left.state()).isEqualTo(Task.State.CANCELLED);
    }

    @Test
    void the_handler_of_uncaught_exceptions_of_a_thread_handles_on_and_is_put_back() throws InterruptedException {
        Queue<Throwable> handled = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler handler = (_, thrown) -> handled.add(thrown);
        var error = new IllegalStateException("expected");

        Thread thread = Thread.ofPlatform().uncaughtExceptionHandler(handler).start(() -> {
            try (var outer = Scope.open();
                    var inner = Scope.open()) {
                assertThat(outer).isNotSameAs(inner);
                assertThat(Thread.currentThread().getUncaughtExceptionHandler()).isNotSameAs(handler);
            }
            assertThat(Thread.currentThread().getUncaughtExceptionHandler()).isSameAs(handler);
            Scope leftOpen = Scope.open();
            assertThat(leftOpen.context().isCancelled()).isFalse();
            throw error;
        });
        thread.join();

        assertThat(handled).containsExactly(error);
    }

    @Test
    void a_handler_that_the_block_sets_stays() {
        Thread.UncaughtExceptionHandler handler = (_, _) -> {};
        var thread = Thread.currentThread();

        try (var scope = Scope.open()) {
            thread.setUncaughtExceptionHandler(handler);
            assertThat(scope.context().isCancelled()).isFalse();
        }
        var after = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler(null);

        assertThat(after).isSameAs(handler);
    }

    @Test
    void deadlines_end_waits_of_the_owner_and_joins() throws InterruptedException {
        try (var world = ManualWorld.beginBeforeWrap()) {
            try (var scope = Scope.open().deadline(Duration.ofSeconds(1))) {
                Task<?> task = scope.go(() -> never.receive());
                Waiting.receiversWaitAt(never, 1);
                world.advance(Duration.ofSeconds(1));

                assertThatThrownBy(() -> Channel.<Integer>unbuffered().receive())
                        .isInstanceOf(InterruptedException.class)
                        .hasCauseInstanceOf(DeadlineExceededException.class);
                assertThatThrownBy(scope::join).isInstanceOf(DeadlineExceededException.class);
                assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            }
            Eventually.becomes(() -> world.timers().pending() == 0, () -> "no timer is left");
        }
    }

    @Test
    void a_failure_after_a_deadline_is_suppressed_on_it() throws InterruptedException {
        try (var world = ManualWorld.beginBeforeWrap();
                var scope = Scope.open().deadline(Duration.ofSeconds(1))) {
            scope.go(() -> {
                try {
                    never.receive();
                } catch (InterruptedException _) {
                    throw failure;
                }
            });
            Waiting.receiversWaitAt(never, 1);
            world.advance(Duration.ofSeconds(1));

            assertThatThrownBy(scope::join)
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasSuppressedException(failure);
        }
    }

    @Test
    void a_deadline_leaves_no_timer_when_all_ends_early() throws InterruptedException {
        try (var world = ManualWorld.beginBeforeWrap()) {
            try (var scope = Scope.open().deadline(Duration.ofHours(1))) {
                scope.go(() -> 42);
                scope.join();
                assertThat(world.timers().pending()).isEqualTo(1);
            }

            assertThat(world.timers().pending()).isZero();
        }
    }
}
