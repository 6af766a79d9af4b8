package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A task published its own context, and only then had its goroutine listen to it. A {@code cancel} that fell in between cancelled the
 * context, and the goroutine was never told. A stress test hit it in 2 of 6,056 races.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class CancelBeforeListeningTest {
    private static final int ROUNDS = 10_000;

    @Test
    void a_cancel_that_races_with_the_first_look_at_the_context_is_not_lost() throws Exception {
        Channel<Integer> never = Channel.unbuffered();
        var barrier = new CyclicBarrier(2);
        var tasks = new AtomicReferenceArray<Task<?>>(ROUNDS);
        Thread canceller = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    barrier.await();
                    Task<?> task;
                    while ((task = tasks.get(round)) == null) {
                        Thread.onSpinWait(); // the goroutine came first
                    }
                    task.cancel();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        for (int round = 0; round < ROUNDS; round++) {
            try (var scope = Scope.open()) {
                Task<?> task = scope.go(() -> {
                    barrier.await();
                    Context.current();
                    never.receive();
                });
                tasks.set(round, task);
                scope.join(); // for ever, if it is lost
                assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            }
        }
        canceller.join();
    }
}
