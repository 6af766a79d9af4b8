package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.sluice.testkit.LeakCheck;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where memory runs out, an operation has happened or it hasn't: nothing stays half done. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck(deadlocks = false)
class MemoryRunsOutTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void what_could_not_listen_up_to_the_root_does_not_listen_and_others_can() throws InterruptedException {
        try (var world = FailingWorld.use();
                Context above = Context.background().withTimeout(HOUR);
                Context below = above.withCancel().withCancel()) {
            var ran = new CountDownLatch(1);
            world.failsToStartTimers();
            assertThatThrownBy(() -> below.onCancel(() -> {
                        throw new AssertionError("it was not added");
                    }))
                    .isInstanceOf(OutOfMemoryError.class);
            world.works();
            below.onCancel(ran::countDown);

            above.cancel();

            assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void an_action_that_could_not_be_added_does_not_count_among_those_that_may_end_a_deadlock() {
        try (var world = FailingWorld.use();
                Context above = Context.background().withTimeout(HOUR)) {
            int timed = Listener.OnCancel.timed();
            world.failsToStartTimers();

            assertThatThrownBy(() -> above.onCancel(() -> {})).isInstanceOf(OutOfMemoryError.class);

            assertThat(Listener.OnCancel.timed()).isEqualTo(timed);
        }
    }

    @Test
    void a_done_channel_that_could_not_be_made_can_be_made_later() throws InterruptedException {
        try (var world = FailingWorld.use();
                Context above = Context.background().withTimeout(HOUR);
                Context below = above.withCancel()) {
            world.failsToStartTimers();
            assertThatThrownBy(below::done).isInstanceOf(OutOfMemoryError.class);
            world.works();

            above.cancel();

            assertThat(below.done().receive(Duration.ofMinutes(1))).isInstanceOf(Received.Closed.class);
        }
    }

    @Test
    void a_scope_whose_deadline_could_not_be_set_is_as_it_was() throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();
        try (var world = FailingWorld.use();
                Context around = Context.background().withCancel();
                var scope = Scope.open(around).collectAll()) {
            world.failsToStartTimers();
            assertThatThrownBy(() -> scope.deadline(HOUR)).isInstanceOf(OutOfMemoryError.class);
            world.works();
            Task<?> task = scope.go(() -> never.receive());

            around.cancel();

            assertThatThrownBy(scope::join).isInstanceOf(CancelledException.class);
            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void a_thread_that_could_not_open_a_scope_is_in_none() {
        try (var world = FailingWorld.use();
                Context around = Context.background().withTimeout(HOUR)) {
            world.failsToStartTimers();
            assertThatThrownBy(() -> Scope.open(around)).isInstanceOf(OutOfMemoryError.class);
            world.works();

            assertThat(Context.current()).isSameAs(Context.background());
            assertThat(OpenScopes.roots()).noneMatch(owner -> owner.thread() == Thread.currentThread());
        }
    }

    @Test
    void without_memory_for_a_helper_or_a_timer_the_cancelling_thread_interrupts() throws InterruptedException {
        try (var world = FailingWorld.use();
                var scope = Scope.open()) {
            Task<?> first = scope.go(() -> Thread.sleep(HOUR));
            Task<?> second = scope.go(() -> Thread.sleep(HOUR));
            Waiting.parks(first.strand().thread());
            Waiting.parks(second.strand().thread());
            world.failsToHelpAndToStartTimers();

            scope.cancel();

            scope.join(); // for ever, if they weren't told
            assertThat(first.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(second.state()).isEqualTo(Task.State.CANCELLED);
            world.works();
        }
    }

    @Test
    void a_cancellation_needs_no_more_memory_for_many_than_for_few() {
        assumeTrue(MEMORY.isThreadAllocatedMemorySupported());
        bytesToCancel(); // the JVM needs memory to run code for the first time

        assertThat(bytesToCancel()).isLessThan(4_000);
    }

    private static long bytesToCancel() {
        Context root = Context.background().withCancel();
        List<ReceiveChannel<Void>> done = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            done.add(root.withCancel().done());
        }
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        root.cancel();
        long bytes = MEMORY.getCurrentThreadAllocatedBytes() - before;
        assertThat(done).allMatch(ReceiveChannel::isClosed);
        return bytes;
    }
}
