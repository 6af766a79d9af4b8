package dev.sluice.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.DeadlineExceededException;
import dev.sluice.ForwardingTimers;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.Timer;
import dev.sluice.runtime.Timers;
import dev.sluice.runtime.World;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A deadline may come as soon as its timer is started, and so before what listens is in the context's list. A scope ignored that it came
 * too late to listen: its block wasn't told, and saw what its goroutines had made of the deadline. Under load,
 * an owner was thrown the failure of its pool.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck(deadlocks = false)
class DeadlineBeforeListeningTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** A world in which a timer may fire in the moment in which it is started. */
    private static final class Hasty extends ForwardingWorld implements AutoCloseable {
        private boolean hurries;

        private final Timers timers = new ForwardingTimers(real.timers()) {
            @Override
            public void start(Timer timer, long deadlineNanos) {
                if (hurries) {
                    hurries = false;
                    fire(timer);
                } else {
                    super.start(timer, deadlineNanos);
                }
            }
        };

        Hasty() {
            super(World.current());
            World.use(this);
        }

        void hurries() {
            hurries = true;
        }

        @Override
        public Timers timers() {
            return timers;
        }

        @Override
        public void close() {
            World.use(real);
        }
    }

    @Test
    void the_block_of_a_scope_and_its_goroutines_are_told() throws InterruptedException {
        try (var world = new Hasty();
                var scope = Scope.open()) {
            world.hurries();
            scope.deadline(HOUR);

            assertThatThrownBy(Context::checkpoint)
                    .isInstanceOf(ContextCancelledException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
            Task<?> task = scope.go(() -> Channel.<Integer>unbuffered().receive());
            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void code_that_runs_in_the_context_is_told() {
        try (var world = new Hasty();
                var context = Context.background().withTimeout(HOUR)) {
            world.hurries();

            assertThatThrownBy(() -> context.run(Context::checkpoint)).isInstanceOf(ContextCancelledException.class);
        }
    }

    @Test
    void those_that_wait_for_the_context_are_told() throws InterruptedException {
        try (var world = new Hasty();
                var first = Context.background().withTimeout(HOUR);
                var second = Context.background().withTimeout(HOUR).withCancel()) {
            world.hurries();
            assertThat(first.done().isClosed()).isTrue();

            var ran = new CountDownLatch(1);
            world.hurries();
            second.onCancel(ran::countDown);
            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
