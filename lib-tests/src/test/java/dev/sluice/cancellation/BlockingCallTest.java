package dev.sluice.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of blocking calls of the JDK in the block of a scope, and in the context of a run, and of the interrupt flag. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class BlockingCallTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(2);

    @Test
    void a_deadline_ends_a_sleep_of_the_block() {
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open().deadline(SOON)) {
                        Thread.sleep(HOUR);
                        scope.join();
                    }
                })
                .isExactlyInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_failure_ends_what_the_block_is_blocked_in() {
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open()) {
                        scope.go(() -> {
                            throw new IOException("expected");
                        });
                        new LinkedBlockingQueue<Integer>().take();
                    }
                })
                .isExactlyInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void in_a_call_the_deadline_or_the_failure_itself_comes_out() {
        var failure = new IOException("expected");

        assertThatThrownBy(() -> Scope.call(scope -> {
                    scope.deadline(SOON);
                    Thread.sleep(HOUR);
                    return 0;
                }))
                .isInstanceOf(DeadlineExceededException.class);
        assertThatThrownBy(() -> Scope.call(IOException.class, scope -> {
                    scope.go(() -> {
                        throw failure;
                    });
                    Thread.sleep(HOUR);
                    return 0;
                }))
                .isSameAs(failure)
                .satisfies(
                        thrown -> assertThat(thrown.getSuppressed()).anyMatch(InterruptedException.class::isInstance));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_deadline_ends_a_sleep_in_a_run() {
        try (var context = Context.background().withTimeout(SOON)) {
            assertThatThrownBy(() -> context.run(() -> Thread.sleep(HOUR))).isInstanceOf(InterruptedException.class);
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void an_interrupt_that_nothing_has_seen_is_not_left_behind() {
        for (int round = 0; round < 500; round++) {
            try (var context = Context.background().withCancel()) {
                context.run(() -> {
                    context.cancel();
                    for (int spins = 0; spins < 1_000; spins++) {
                        Thread.onSpinWait();
                    }
                });
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void an_interrupt_by_other_code_that_came_first_is_kept() {
        for (int round = 0; round < 500; round++) {
            try (var context = Context.background().withCancel()) {
                context.run(() -> {
                    Thread.currentThread().interrupt();
                    context.cancel();
                    for (int spins = 0; spins < 1_000; spins++) {
                        Thread.onSpinWait();
                    }
                });
            }
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void an_interrupt_by_other_code_after_this_ones_was_seen_is_kept() {
        try (var context = Context.background().withCancel()) {
            Throwable thrown = catchThrowable(() -> context.run(() -> {
                context.cancel();
                try {
                    Thread.sleep(HOUR);
                } finally {
                    Thread.currentThread().interrupt();
                }
            }));
            assertThat(thrown).isInstanceOf(InterruptedException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void neither_refusals_nor_interrupts_get_through_a_shield_and_the_interrupt_is_sent_behind_it()
            throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            var isInside = new AtomicBoolean();
            var mayGoOn = Channel.<Integer>buffered(1);
            var wasInterrupted = new AtomicBoolean();
            try (var scope = Scope.open()) {
                var task = scope.go(() -> {
                    Context.current().detached().run(() -> {
                        isInside.set(true);
                        mayGoOn.receive();
                        wasInterrupted.set(Thread.currentThread().isInterrupted());
                    });
                    Thread.sleep(HOUR);
                });
                Eventually.becomes(isInside::get, () -> "it is in the shield");
                task.cancel();
                LockSupport.parkNanos(1);
                mayGoOn.send(1);
                scope.join();
            }
            assertThat(wasInterrupted).isFalse();
        }
    }

    @Test
    void a_scope_that_is_closed_in_a_run_inside_of_it_is_left_for_good() {
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        Scope scope = Scope.open();

        Context.current().withCancel().run(scope::close);

        assertThat(Context.current()).isSameAs(Context.background());
        assertThat(Thread.currentThread().getUncaughtExceptionHandler()).isSameAs(before);
    }
}
