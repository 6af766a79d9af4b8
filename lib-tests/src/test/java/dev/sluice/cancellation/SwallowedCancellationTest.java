package dev.sluice.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancellationSwallowedError;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Sluice;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a goroutine that swallows its cancellation, and how that can be seen. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class SwallowedCancellationTest {
    private final Channel<Integer> never = Channel.unbuffered();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.sluice.cancellation");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

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
    void a_dump_shows_who_goes_on_waiting() throws InterruptedException {
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
    void who_waits_in_a_shield_between_two_refusals_has_not_swallowed_ten_in_a_row() throws InterruptedException {
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
    void a_close_that_waits_for_more_than_a_second_says_for_whom() throws InterruptedException {
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
