package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancellationSwallowedError;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What ends a goroutine that swallows its cancellation is an error, and not an exception. A join that was ended by it never took
 * back that its scope's cancellation doesn't end it, so that nothing refused a wait any more; a send lost its value; and the refusals
 * were counted on from one run of a context to the next, or never to the end.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class ExemptForEverTest {
    private static final Context.Key<Integer> KEY = Context.key("key");

    private final Channel<Integer> never = Channel.unbuffered();

    private void swallowTen() {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(never::receive).isInstanceOf(ContextCancelledException.class);
        }
    }

    @Test
    void a_wait_after_a_join_that_an_error_has_ended_is_refused() throws InterruptedException {
        try (var scope = Scope.open().collectAll()) {
            Task<?> task = scope.go(() -> {
                Context.current().cancel();
                swallowTen();
                try (var inner = Scope.open()) {
                    assertThatThrownBy(inner::join).isInstanceOf(CancellationSwallowedError.class);
                }
                assertThatThrownBy(() -> never.receive(Duration.ofSeconds(5)))
                        .isInstanceOf(CancellationSwallowedError.class);
            });
            scope.join();
            assertThat(task.state()).isEqualTo(Task.State.SUCCEEDED);
        }
    }

    @Test
    void the_hook_gets_the_value_of_a_send_that_an_error_has_ended() throws InterruptedException {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel =
                Channel.<Integer>onUndelivered(undelivered::add).buffered(10);
        try (var scope = Scope.open().collectAll()) {
            scope.go(() -> {
                Context.current().cancel();
                swallowTen();
                assertThatThrownBy(() -> channel.send(42)).isInstanceOf(CancellationSwallowedError.class);
            });
            scope.join();
        }
        assertThat(undelivered).containsExactly(42);
    }

    @Test
    void refusals_in_cancelled_runs_of_which_nothing_around_is_cancelled_are_not_in_a_row()
            throws InterruptedException {
        var refused = new AtomicInteger();
        Scope.call(scope -> {
            for (int i = 0; i < 30; i++) {
                Context context = Context.current().withCancel();
                context.cancel();
                try {
                    context.run(never::receive);
                } catch (ContextCancelledException e) {
                    refused.incrementAndGet();
                }
            }
            return null;
        });
        assertThat(refused).hasValue(30);
    }

    @Test
    void refusals_of_a_cancelled_goroutine_are_in_a_row_though_each_is_in_a_run_of_its_own()
            throws InterruptedException {
        var refused = new AtomicInteger();
        try (var scope = Scope.open().collectAll()) {
            scope.go(() -> {
                Context.current().cancel();
                assertThatThrownBy(() -> {
                            while (refused.get() < 1_000) {
                                try {
                                    Context.current().with(KEY, 1).run(never::receive);
                                } catch (ContextCancelledException e) {
                                    refused.incrementAndGet();
                                }
                            }
                        })
                        .isInstanceOf(CancellationSwallowedError.class);
            });
            scope.join();
        }
        assertThat(refused).hasValue(10);
    }
}
