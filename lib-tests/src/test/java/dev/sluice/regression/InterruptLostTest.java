package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.Waiting;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A cancellation interrupts a thread once, for one of the regions that it cancels there. It decided too early for which: the thread
 * had left that one, or was in a shield from it, and slept on; or had left that one, and kept an interrupt that was never cleared.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class InterruptLostTest {
    private static final long LONG_MILLIS = 10_000;

    @Test
    void a_run_inside_a_shield_is_interrupted_though_the_goroutine_around_it_was_cancelled_first()
            throws InterruptedException {
        var sleeper = new AtomicReference<Thread>();
        var wasInterrupted = new AtomicBoolean();
        try (var scope = Scope.open()) {
            Task<?> task = scope.go(() -> {
                Context own = Context.current();
                own.detached()
                        .run(() -> own.withCancel().run(() -> {
                            sleeper.set(Thread.currentThread());
                            try {
                                Thread.sleep(LONG_MILLIS);
                            } catch (InterruptedException e) {
                                wasInterrupted.set(true);
                                throw e;
                            }
                        }));
            });
            Eventually.becomes(() -> sleeper.get() != null, () -> "it is about to sleep");
            Waiting.parks(sleeper.get());

            task.cancel();
            scope.join();
        }
        assertThat(wasInterrupted).isTrue();
    }

    @Test
    void a_thread_that_has_left_the_run_that_was_cancelled_first_is_interrupted_in_the_one_around() {
        try (var world = HelpersLater.use()) {
            Context root = Context.background().withCancel();
            assertThatThrownBy(() -> root.withCancel().run(() -> {
                        root.run(root::cancel);
                        world.help();
                        Thread.sleep(LONG_MILLIS);
                    }))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void an_interrupt_of_two_runs_is_not_left_behind_when_both_are_left() {
        try (var world = HelpersLater.use()) {
            Context root = Context.background().withCancel();
            root.withCancel()
                    .run(() -> root.run(() -> {
                        root.cancel();
                        world.help();
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    }));
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void an_interrupt_of_an_inner_run_is_not_left_behind_when_the_outer_one_was_cancelled_too() {
        try (var world = HelpersLater.use()) {
            Context outer = Context.background().withCancel();
            Context inner = outer.withCancel();
            outer.run(() -> {
                inner.run(() -> {
                    inner.cancel();
                    world.help();
                    outer.cancel(); // whose helper comes too late
                });
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
        }
        assertThat(Thread.interrupted()).isFalse();
    }
}
