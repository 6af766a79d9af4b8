package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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
    private static final int ROUNDS = 5_000;

    @Test
    void a_cancel_that_races_with_the_first_look_at_the_context_is_not_lost() throws Exception {
        Channel<Integer> never = Channel.unbuffered();
        var arrived = new AtomicInteger();
        var racing = new AtomicReference<Task<?>>();
        Thread canceller = Thread.ofPlatform().daemon().start(() -> {
            for (int round = 1; round <= ROUNDS; round++) {
                Task<?> task;
                while ((task = racing.getAndSet(null)) == null) {
                    LockSupport.parkNanos(1_000);
                }
                meet(arrived, round);
                task.cancel();
            }
        });
        for (int round = 1; round <= ROUNDS; round++) {
            int now = round;
            try (var scope = Scope.open()) {
                Task<?> task = scope.go(() -> {
                    meet(arrived, now);
                    Context.current();
                    never.receive();
                });
                racing.set(task);
                scope.join(); // for ever, if it is lost
                assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            }
        }
        canceller.join();
    }

    /** Waits for the other of two: without parking at first, so that they go on together. */
    @SuppressWarnings("ThreadPriorityCheck") // there may be fewer processors than threads
    private static void meet(AtomicInteger arrived, int round) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < 2 * round; spins++) {
            if (spins < 500) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
