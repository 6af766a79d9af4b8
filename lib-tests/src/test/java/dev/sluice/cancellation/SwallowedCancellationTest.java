package dev.sluice.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancellationSwallowedError;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.LogOf;
import dev.sluice.Scope;
import dev.sluice.Sluice;
import dev.sluice.Task;
import dev.sluice.io.Pipe;
import dev.sluice.sync.WorkerPool;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a goroutine that swallows its cancellation, and how that can be seen. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class SwallowedCancellationTest {
    private final Channel<Integer> never = Channel.unbuffered();

    @RegisterExtension
    final LogOf log = new LogOf("dev.sluice.cancellation");

    private final List<String> logged = log.texts();

    @Test
    void the_commonest_loop_of_a_service_ends_and_its_scope_closes() throws InterruptedException {
        var swallowed = new AtomicInteger();
        var scope = Scope.open().named("service");
        Task<?> task = scope.go("loop", () -> {
            while (true) {
                try {
                    never.receive();
                } catch (Exception e) {
                    swallowed.incrementAndGet();
                }
            }
        });
        Eventually.becomes(() -> Sluice.snapshot().waiting() > 0, () -> "it waits");

        assertThatThrownBy(scope::close)
                .isInstanceOf(CancellationSwallowedError.class)
                .hasMessageContaining("goroutine service/loop-1, started at")
                .hasMessageContaining(getClass().getSimpleName() + ".java:")
                .hasMessageContaining("(10 waits were refused)");

        assertThat(task.state()).isEqualTo(Task.State.FAILED);
        assertThat(swallowed).hasValue(10);
        Eventually.becomes(() -> logged.size() == 1, () -> "it was logged once: " + logged);
        assertThat(logged.getFirst())
                .contains("goroutine service/loop-1, started at")
                .contains("goes on waiting after its cancellation")
                .contains("SwallowedCancellationTest.java");
    }

    @Test
    void a_dump_shows_which_goroutine_goes_on_waiting() throws InterruptedException {
        var mayEnd = Channel.<Integer>buffered(1);
        try (var scope = Scope.open().collectAll()) {
            Task<?> task = scope.go("stubborn", () -> {
                for (int i = 0; i < 2; i++) {
                    try {
                        never.receive();
                    } catch (InterruptedException e) {
                        // it goes on
                    }
                }
                Context.current().detached().call(mayEnd::receive);
            });
            Eventually.becomes(() -> Sluice.snapshot().waiting() > 0, () -> "it waits");
            task.cancel();
            Eventually.becomes(
                    () -> Sluice.dump().contains("goes on waiting after its cancellation"), () -> Sluice.dump());
            mayEnd.send(1);
            scope.join();
        }
    }

    @Test
    void refusals_with_a_wait_in_a_shield_in_between_are_not_ten_in_a_row() throws InterruptedException {
        var done = Channel.<Integer>buffered(100);
        try (var scope = Scope.open()) {
            Task<?> task = scope.go(() -> {
                Context.current().cancel();
                for (int i = 0; i < 50; i++) {
                    try {
                        never.receive();
                    } catch (InterruptedException e) {
                        int at = i;
                        Context.current().detached().run(() -> done.send(at));
                    }
                }
            });
            scope.join();
            assertThat(task.state()).isEqualTo(Task.State.SUCCEEDED);
        }
        assertThat(done.length()).isEqualTo(50);
    }

    @Test
    void layers_of_streams_that_are_closed_after_the_cancellation_are_clean_up_and_not_told() throws Exception {
        var pipe = Pipe.unbuffered();
        var closings = new AtomicInteger();
        try (var scope = Scope.open().collectAll()) {
            Task<?> task = scope.go("writer", () -> {
                try (var out = new Flushing(new Flushing(new Flushing(pipe.output(), closings), closings), closings)) {
                    out.write(1);
                    out.flush(); // refused: it is cancelled meanwhile
                }
            });
            Eventually.becomes(() -> Sluice.snapshot().waiting() > 0, () -> "it waits");
            task.cancel();
            scope.join();

            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
        }
        assertThat(closings).hasValue(3); // each was refused
        assertNothingSoFar();
    }

    /** A stream that writes when it is closed, and closes what is below whatever comes of that. */
    private static final class Flushing extends FilterOutputStream {
        private final AtomicInteger closings;

        Flushing(OutputStream out, AtomicInteger closings) {
            super(out);
            this.closings = closings;
        }

        @Override
        public void close() throws IOException {
            try (OutputStream below = out) {
                below.write(2);
            } catch (InterruptedIOException e) {
                closings.incrementAndGet();
                throw e;
            }
        }
    }

    @Test
    void closing_many_things_one_after_the_other_is_no_swallowing() throws Exception {
        var pipe = Pipe.unbuffered();
        try (var scope = Scope.open()) {
            Task<?> task = scope.go(() -> {
                Context.current().cancel();
                var refused = new AtomicInteger();
                for (int i = 0; i < 100; i++) {
                    try (var out = new Flushing(pipe.output(), refused)) {
                        Objects.requireNonNull(out);
                    } catch (InterruptedIOException e) {
                        // the next
                    }
                }
                return refused.get();
            });
            scope.join();
            assertThat(task.state()).isEqualTo(Task.State.SUCCEEDED);
            assertThat(task.await()).isEqualTo(100);
        }
        assertNothingSoFar();
    }

    @Test
    void a_pool_that_is_cancelled_with_its_scope_has_swallowed_nothing() throws InterruptedException {
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(1).start(scope, job -> job);
            Eventually.becomes(() -> Sluice.snapshot().waiting() > 0, () -> "its foreman waits for a job");
            scope.cancel();
            scope.join();
            assertThat(pool.results().isClosed()).isTrue();
        }
        assertNothingSoFar();
    }

    @Test
    void a_loop_in_a_close_method_ends_too() throws InterruptedException {
        var scope = Scope.open().collectAll();
        Task<?> task = scope.go("service", () -> {
            Context.current().cancel();
            new Draining().close();
        });
        Eventually.becomes(() -> task.failure() != null, () -> "it has ended");

        assertThat(task.failure()).isInstanceOf(CancellationSwallowedError.class);
        assertThatThrownBy(scope::join).isSameAs(task.failure());
        scope.close();
    }

    private final class Draining implements AutoCloseable {
        @Override
        public void close() {
            while (true) {
                try {
                    never.receive();
                } catch (Exception e) {
                    // and again
                }
            }
        }
    }

    @Test
    void a_wait_in_a_finally_block_is_told() throws InterruptedException {
        waitInAFinallyBlock();
    }

    private void waitInAFinallyBlock() throws InterruptedException {
        try (var scope = Scope.open().collectAll()) {
            scope.go(() -> {
                Context.current().cancel();
                try {
                    never.receive();
                } finally {
                    never.send(1);
                }
            });
            scope.join();
        }
        Eventually.becomes(() -> logged.size() == 1, () -> "it was logged once: " + logged);
    }

    @Test
    void the_places_that_are_logged_are_those_of_the_users_code_and_not_of_a_pattern() throws InterruptedException {
        var pipe = Pipe.unbuffered();
        try (var scope = Scope.open().collectAll()) {
            scope.go(() -> {
                Context.current().cancel();
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> pipe.input().read()).isInstanceOf(InterruptedIOException.class);
                }
            });
            scope.join();
        }
        Eventually.becomes(() -> logged.size() == 1, () -> "it was logged once: " + logged);

        assertThat(logged.getFirst())
                .containsPattern("told at [^,]*SwallowedCancellationTest[.]java")
                .containsPattern("waits again at [^,]*SwallowedCancellationTest[.]java");
    }

    /** Checks that nothing was logged: what would have been is in line before something that was. */
    private void assertNothingSoFar() throws InterruptedException {
        waitInAFinallyBlock();
    }

    @Test
    void a_close_that_waits_for_more_than_a_second_names_the_goroutine() throws InterruptedException {
        var mayEnd = Channel.<Integer>buffered(1);
        try (var outer = Scope.open()) {
            Task<?> closing = outer.go(() -> {
                try (var scope = Scope.open().named("slow")) {
                    scope.go("straggler", () -> Context.current().detached().call(mayEnd::receive));
                }
            });
            Eventually.becomes(() -> !logged.isEmpty(), () -> "it was logged");
            mayEnd.send(1);
            outer.join();
            assertThat(closing.state()).isEqualTo(Task.State.SUCCEEDED);
        }
        assertThat(logged)
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("slow was cancelled, and close has waited for more than a second for 1 goroutine")
                        .contains("straggler"));
    }
}
