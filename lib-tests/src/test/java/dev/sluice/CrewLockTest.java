package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What asks or tells the crew of a scope something waits while another holds its lock. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class CrewLockTest {
    /** Something that is done with a crew, and with a scope and a task that are others'. */
    @FunctionalInterface
    interface Operation {
        void on(Crew crew, Scope scope, Task<?> task) throws Exception;
    }

    private static Arguments of(String name, Operation operation) {
        return Arguments.of(Named.of(name, operation));
    }

    static List<Arguments> waits_for_the_lock() {
        return List.of(
                of("admit", (crew, scope, task) -> crew.admit(task, scope)),
                of("record", (crew, _, _) -> crew.record(Policy.FAIL_FAST, Task.State.SUCCEEDED, null)),
                of("leave", (crew, _, task) -> crew.leave(task)),
                of("join", (crew, _, _) -> crew.join(Policy.FAIL_FAST)),
                of("awaitIdle", (crew, scope, _) -> crew.awaitIdle(ScopeOperation.JOIN, scope)),
                of("quietEnd", (crew, _, _) -> crew.quietEnd(new CancelledException("enough", null))),
                of("close", (crew, _, _) -> crew.close()),
                of("mustBeOpen", (crew, scope, _) -> crew.mustBeOpen(scope)),
                of("number", (crew, _, _) -> crew.number()),
                of("isClosed", (crew, _, _) -> crew.isClosed()),
                of("started", (crew, _, _) -> crew.started()),
                of("running", (crew, _, _) -> crew.running()),
                of("takeToken", (crew, _, _) -> crew.takeToken()),
                of("giveBackToken", (crew, _, _) -> crew.giveBackToken()),
                of("hasTokens", (crew, _, _) -> crew.hasTokens()),
                of("live", (crew, _, _) -> crew.live()),
                of("succeeded", (crew, _, _) -> crew.succeeded()),
                of("failure", (crew, _, _) -> crew.failure()));
    }

    @ParameterizedTest
    @MethodSource
    void waits_for_the_lock(Operation operation) throws Exception {
        try (var scope = Scope.open()) {
            Task<Integer> task = scope.go(() -> 42);
            scope.join();
            var crew = new Crew();
            Running<Void> running;
            crew.lock();
            try {
                running = Running.of(() -> operation.on(crew, scope, task));
                Waiting.waitsForLock(crew, running);
            } finally {
                crew.unlock();
            }
            running.result();
        }
    }

    @Test
    void a_cancellation_waits_for_it_too() throws Exception {
        try (var scope = Scope.open()) {
            Running<Boolean> cancelling;
            scope.crew().lock();
            try {
                cancelling = Running.of(() -> scope.context().cancel());
                Waiting.waitsForLock(scope.crew(), cancelling);
            } finally {
                scope.crew().unlock();
            }
            // The block is cancelled by now, and waits in a shield.
            boolean wasFirst = Context.current().detached().call(cancelling::result);
            assertThat(wasFirst).isTrue();
        }
    }
}
