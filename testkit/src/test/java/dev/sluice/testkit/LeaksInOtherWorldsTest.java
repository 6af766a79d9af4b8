package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.DeadlockException;
import dev.sluice.Scope;
import dev.sluice.Sluice;
import dev.sluice.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class LeaksInOtherWorldsTest {
    /** Loads all classes: with an agent in the JVM, a virtual thread that loads one is held until it ends. */
    @BeforeAll
    static void rehearse() throws InterruptedException {
        try (var scope = Scope.open().collectAll().detectLeaks()) {
            Task<?> task = plant(scope);
            Eventually.becomes(() -> task.state() != Task.State.RUNNING
                    || (Sluice.dump().contains("reader-1 #") && Sluice.dump().contains("waits in receive")));
        } catch (DeadlockException _) {
            // a collection came first
        }
    }

    private static Task<@Nullable Integer> plant(Scope scope) throws InterruptedException {
        Channel<Integer> channel = Channel.unbuffered();
        return scope.go("reader", () -> channel.receive());
    }

    @Test
    @WithFakeClock
    void on_a_fake_clock_a_leak_is_found_and_a_timed_wait_is_none(FakeClock clock) throws InterruptedException {
        try (var scope = Scope.open().collectAll().detectLeaks()) {
            Task<?> timed = scope.go(() -> Channel.unbuffered().receive(Duration.ofHours(1)));
            Task<?> leak = plant(scope);

            Eventually.becomes(() -> isFound(leak));
            assertThat(timed.state()).isEqualTo(Task.State.RUNNING);

            Eventually.becomes(() -> {
                clock.advance(Duration.ofHours(1));
                return timed.state() == Task.State.SUCCEEDED;
            });
            assertThatThrownBy(scope::join).isSameAs(leak.failure());
        }
    }

    private static boolean isFound(Task<?> task) {
        try {
            Sluice.leaks();
            return task.failure() instanceof DeadlockException;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void in_a_bubble_the_collector_is_not_asked_and_cancelling_ends_all() throws Exception {
        Bubble.run(7, () -> {
            try (var scope = Scope.open().detectLeaks()) {
                Task<?> task = plant(scope);
                Bubble.settle();
                System.gc();

                scope.cancel();
                scope.join();
                assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            }
        });
    }
}
