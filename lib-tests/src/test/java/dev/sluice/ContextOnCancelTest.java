package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class ContextOnCancelTest {
    private final Context context = Context.background().withCancel();
    private final AtomicInteger runs = new AtomicInteger();

    private void run() {
        runs.incrementAndGet();
    }

    private void runsBecome(int count) throws InterruptedException {
        Eventually.becomes(() -> runs.get() == count, () -> count + " runs, there were " + runs);
    }

    @Test
    void runs_once_in_a_thread_of_the_library() throws InterruptedException {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        context.onCancel(() -> threads.add(Thread.currentThread()));

        context.cancel();
        context.cancel();
        context.close();
        Eventually.becomes(() -> !threads.isEmpty(), () -> "the action runs");

        assertThat(threads).singleElement().satisfies(thread -> {
            assertThat(thread).isNotSameAs(Thread.currentThread());
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void runs_at_once_if_the_context_is_cancelled_already() throws InterruptedException {
        var child = context.withCancel();
        context.cancel();

        var first = context.onCancel(this::run);
        var second = child.onCancel(this::run);
        runsBecome(2);

        first.close();
        second.close();
    }

    @Test
    void can_be_taken_back_and_leaves_nothing() {
        var child = context.withCancel();
        var registration = child.onCancel(() -> {
            throw new AssertionError("it was taken back");
        });
        assertThat(Listening.to(context)).isEqualTo(1);

        registration.close();
        registration.close();

        assertThat(Listening.to(context)).isZero();
        assertThat(Listening.to(child)).isZero();
        context.cancel();
    }

    @Test
    void the_same_action_may_be_registered_many_times() throws InterruptedException {
        Runnable action = this::run;
        for (int i = 0; i < 10; i++) {
            context.onCancel(action);
        }
        context.onCancel(action).close();

        context.cancel();

        runsBecome(10);
    }

    @Test
    void an_action_that_throws_is_reported_and_keeps_no_other_from_running() throws InterruptedException {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> reported.add(thrown));
        try {
            context.onCancel(this::run);
            context.onCancel(() -> {
                throw new IllegalStateException("expected");
            });
            context.onCancel(() -> {
                throw new AssertionError("expected");
            });
            context.onCancel(this::run);

            context.cancel();
            runsBecome(2);
            Eventually.becomes(() -> reported.size() == 2, () -> "two are reported: " + reported);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }

        assertThat(reported)
                .hasOnlyElementsOfTypes(IllegalStateException.class, AssertionError.class)
                .hasSize(2);
    }

    @Test
    void a_handler_of_uncaught_exceptions_that_throws_keeps_no_action_from_running() throws InterruptedException {
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, _) -> {
            throw new IllegalStateException("from the handler");
        });
        try {
            context.onCancel(() -> {
                throw new IllegalStateException("from the action");
            });
            context.onCancel(this::run);

            context.cancel();
            runsBecome(1);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void an_action_may_cancel_other_contexts_and_register_others() throws InterruptedException {
        var other = Context.background().withCancel();
        other.onCancel(this::run);
        context.onCancel(() -> {
            other.cancel();
            other.onCancel(this::run);
            context.onCancel(this::run);
            context.withCancel().onCancel(this::run);
        });

        context.cancel();

        runsBecome(4);
    }

    @Test
    void an_action_that_never_ends_holds_up_neither_the_canceller_nor_other_actions() throws InterruptedException {
        var release = new CountDownLatch(1);
        var blocked = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            context.onCancel(() -> {
                blocked.countDown();
                awaitUninterrupted(release);
            });
        }
        context.onCancel(this::run);

        context.cancel();
        runsBecome(1);
        blocked.await();

        release.countDown();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                // only the test ends it
            }
        }
    }

    @Test
    void an_action_in_the_background_never_runs_and_holds_nothing() {
        var registration = Context.background().onCancel(() -> {
            throw new AssertionError("the background can't be cancelled");
        });

        assertThat(Listening.to(Context.background())).isZero();
        registration.close();
    }
}
