package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A scope waits for its goroutines, and they end, whatever foreign code does: a goroutine ended without an outcome if its exception
 * couldn't be asked for its cause; and a close ended before them if the log threw.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class GoroutineWithoutEndTest {
    @Test
    void a_goroutine_whose_exception_throws_when_it_is_asked_for_its_cause_has_failed_with_it()
            throws InterruptedException {
        var thrown = new IllegalStateException("failed") {
            @Override
            public synchronized Throwable getCause() {
                throw new UnsupportedOperationException("no cause");
            }
        };
        try (var scope = Scope.open()) {
            Task<?> task = scope.go("fails", () -> {
                throw thrown;
            });
            assertThatThrownBy(scope::join).isSameAs(thrown);
            assertThat(task.failure()).isSameAs(thrown);
        }
    }

    @Test
    void a_close_waits_though_the_log_throws_which_is_to_say_that_it_does() throws InterruptedException {
        var mayEnd = Channel.<Integer>buffered(1);
        var said = new CountDownLatch(1);
        Handler throwing = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                said.countDown();
                throw new IllegalStateException("the log is full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.sluice.cancellation");
        logger.addHandler(throwing);
        try (var outer = Scope.open()) {
            var closing = outer.go(() -> {
                Task<?> straggler;
                try (var scope = Scope.open()) {
                    straggler = scope.go(
                            "straggler", () -> Context.current().detached().call(mayEnd::receive));
                }
                return straggler.state();
            });
            said.await();
            mayEnd.send(1);
            assertThat(closing.await()).isEqualTo(Task.State.SUCCEEDED);
        } finally {
            logger.removeHandler(throwing);
        }
    }
}
