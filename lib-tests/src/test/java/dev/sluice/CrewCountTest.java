package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.LeakCheck;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a crew counts of goroutines that can't be started, or that come while it is closed. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class CrewCountTest {
    @Test
    void a_goroutine_that_could_not_be_started_is_none_that_may_still_succeed() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();
        var failure = new IllegalStateException("failed");
        try (var world = FailingWorld.use();
                var scope = Scope.open().atLeast(2)) {
            Task<?> waits = scope.go("waits", () -> never.receive());
            Task<?> fails = scope.go("fails", () -> {
                throw failure;
            });
            world.failsToStart(true);
            assertThatThrownBy(() -> scope.go(() -> 1)).isInstanceOf(IllegalThreadStateException.class);
            world.works();
            fails.done().receive();

            assertThatThrownBy(scope::join).isSameAs(failure);
            assertThat(waits.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void a_crew_is_not_closed_while_it_has_a_goroutine() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> 42);
            scope.join();
            var crew = new Crew();
            crew.admit(task, scope);
            crew.beginToClose();
            assertThat(crew.close()).isFalse();
            assertThat(crew.isClosed()).isFalse();
            crew.leave(task);
            assertThat(crew.close()).isTrue();
            assertThat(crew.isClosed()).isTrue();
        }
    }
}
