package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.runtime.ForwardingWorld;
import dev.sluice.runtime.World;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What cancels a region of a thread rings the thread's alarm after it has marked the region, and the thread may have left that in between.
 * Then the alarm rings for nothing, and must not stay.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class LateAlarmTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** A world whose clock is put forward. */
    private static final class Later extends ForwardingWorld implements AutoCloseable {
        private volatile long ahead;

        Later() {
            super(World.current());
            World.use(this);
        }

        void passes(Duration time) {
            ahead = time.toNanos();
        }

        @Override
        public long nanoTime() {
            return real.nanoTime() + ahead;
        }

        @Override
        public void close() {
            World.use(real);
        }
    }

    private static void ringForNothing() {
        Objects.requireNonNull(Strand.current()).alarm();
    }

    @Test
    void a_cancellation_that_was_not_noticed_yet_comes_before_the_end_of_what_is_waited_for() {
        Channel<Integer> ended = Channel.unbuffered();
        ended.close();
        try (var world = new Later();
                var scope = Scope.open().deadline(HOUR)) {
            assertThat(scope.context().isCancelled()).isFalse();
            ringForNothing();
            world.passes(HOUR.plusSeconds(1));

            assertThatThrownBy(() -> ended.receive()).isInstanceOf(ContextCancelledException.class);
        }
    }

    @Test
    void a_goroutine_that_goes_on_to_wait_for_another_counts_as_waiting() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();
        try (var scope = Scope.open()) {
            Task<?> task = scope.go(() -> {
                ringForNothing();
                never.receive();
            });
            Waiting.receiversWaitAt(never, 1);

            Strand strand = Objects.requireNonNull(task.strand());
            Eventually.becomes(
                    () -> strand.durableWaitNumber() != 0, () -> "it waits, as the search for deadlocks sees it");
        }
    }
}
