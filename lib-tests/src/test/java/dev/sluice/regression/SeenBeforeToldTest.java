package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.Waiting;
import dev.sluice.testkit.LeakCheck;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A cancellation marks the context first, and tells each goroutine after. One that asked its context in between, and threw what it
 * saw, counted as failed, and its scope with it. The soak showed it.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class SeenBeforeToldTest {
    @Test
    void a_goroutine_that_sees_its_context_cancelled_before_it_is_told_is_cancelled_and_has_not_failed()
            throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            try (var scope = Scope.open().collectAll()) {
                Context context = scope.context();
                Channel<Integer> never = Channel.unbuffered();
                Task<Void> polls = scope.go(() -> {
                    while (true) {
                        context.throwIfCancelled();
                    }
                });
                for (int others = 0; others < 50; others++) { // who are told too, which takes a moment
                    scope.go(() -> never.receive());
                }
                Waiting.receiversWaitAt(never, 50);

                scope.cancel();
                scope.join();

                assertThat(polls.state()).isEqualTo(Task.State.CANCELLED);
            }
        }
    }
}
