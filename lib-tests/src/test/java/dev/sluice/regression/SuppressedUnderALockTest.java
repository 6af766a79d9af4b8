package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A scope put failures together while it held a spin lock. {@code addSuppressed} takes the monitor of the first failure: whoever
 * held that, and asked the scope for something, waited for ever.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class SuppressedUnderALockTest {
    @Test
    void a_thread_that_holds_the_monitor_of_a_failure_can_use_the_scope() throws InterruptedException {
        var failure = new IOException("first");
        var holds = new CountDownLatch(1);
        try (var scope = Scope.open().collectAll()) {
            Task<?> first = scope.go(() -> {
                throw failure;
            });
            Eventually.becomes(() -> first.failure() != null, () -> "it has failed");
            Task<?> second = scope.go(() -> {
                holds.await();
                throw new IOException("second");
            });
            Thread holder = Thread.ofPlatform().daemon().start(() -> {
                synchronized (failure) {
                    holds.countDown();
                    while (second.failure() == null) {
                        Thread.onSpinWait();
                    }
                    for (int i = 0; i < 100_000; i++) {
                        assertThat(scope.toString()).isNotEmpty();
                    }
                }
            });
            holder.join();
            try {
                scope.join(IOException.class);
            } catch (IOException e) {
                assertThat(e).isSameAs(failure).hasSuppressedException(second.failure());
            }
        }
    }
}
