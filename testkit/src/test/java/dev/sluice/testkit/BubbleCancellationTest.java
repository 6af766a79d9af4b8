package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.runtime.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 100)
@NullUnmarked
class BubbleCancellationTest {
    private final Channel<Integer> never = Channel.unbuffered();

    @Test
    void each_seed_has_fields_of_its_own_made_inside() {
        assertThat(Bubble.isInside()).isTrue();
        assertThat(never.close()).isTrue();
    }

    @Test
    void an_unpark_before_the_park_lets_it_return_at_once() {
        World world = World.current();
        world.unpark(Thread.currentThread());
        world.unpark(Thread.currentThread());
        world.park(this);

        world.parkUntil(this, world.nanoTime() + 1_000);

        assertThat(Bubble.elapsed()).as("only one permit").isEqualTo(Duration.ofNanos(1_000));
    }

    @Test
    void a_cancelled_task_ends_its_wait() throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<?> task = scope.go(() -> never.receive());
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledException.class);
            scope.join();
            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void an_interrupt_through_the_world_or_the_jdk_ends_a_wait() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        var interrupted = new AtomicInteger();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 2; i++) {
                scope.go(() -> {
                    threads.add(Thread.currentThread());
                    try {
                        never.receive();
                    } catch (InterruptedException _) {
                        interrupted.incrementAndGet();
                    }
                });
            }
            Bubble.settle();
            threads.getFirst().interrupt();
            World.current().interrupt(threads.getLast());
            scope.join();
        }
        assertThat(interrupted).hasValue(2);
    }

    @Test
    void an_interrupt_of_a_goroutine_that_runs_is_seen_by_its_next_wait() throws InterruptedException {
        try (var scope = Scope.open()) {
            var task = scope.go(() -> {
                Thread.currentThread().interrupt();
                Bubble.giveWay();
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                assertThatThrownBy(never::receive).isInstanceOf(InterruptedException.class);
                return Thread.currentThread().isInterrupted();
            });
            assertThat(task.await()).isFalse();
        }
    }

    @Test
    void actions_on_cancel_run_in_the_bubble_once() throws InterruptedException {
        var inside = new ArrayList<Boolean>();
        try (var context = Context.background().withCancel()) {
            context.onCancel(() -> inside.add(Bubble.isInside()));
            context.onCancel(() -> inside.add(Bubble.isInside()));
            context.cancel();
            Bubble.settle();
        }
        assertThat(inside).containsExactly(true, true);
    }

    @Test
    void an_action_that_hangs_is_overtaken_after_fake_time() throws InterruptedException {
        Channel<Integer> release = Channel.unbuffered();
        try (var context = Context.background().withCancel()) {
            context.onCancel(() -> {
                for (int each : release) {
                    throw new AssertionError("received " + each);
                }
            });
            context.onCancel(release::close);
            context.cancel();
            Eventually.becomes(release::isClosed);
        }
        assertThat(Bubble.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void a_limit_is_kept() throws InterruptedException {
        int[] running = new int[2];
        try (var scope = Scope.open().limit(3)) {
            for (int i = 0; i < 10; i++) {
                scope.go(() -> {
                    running[0]++;
                    running[1] = Math.max(running[1], running[0]);
                    Channel.after(Duration.ofSeconds(1)).receive();
                    running[0]--;
                });
            }
            scope.join();
        }
        assertThat(running[1]).isEqualTo(3);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void a_failure_cancels_the_siblings_and_those_inside_of_them() throws Exception {
        var cancelled = new AtomicInteger();
        try (var scope = Scope.open().named("outer")) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    try (var inner = Scope.open()) {
                        inner.go(() -> {
                            try {
                                never.receive();
                            } finally {
                                cancelled.incrementAndGet();
                            }
                        });
                        inner.join();
                    }
                });
            }
            Bubble.settle();
            scope.go(() -> {
                throw new IOException("broken");
            });
            assertThatThrownBy(() -> scope.join(IOException.class)).hasMessage("broken");
        }
        assertThat(cancelled).hasValue(3);
    }

    @Test
    void a_failure_ends_the_waits_of_the_owner() throws InterruptedException {
        var failure = new IllegalStateException("broken");
        try (var scope = Scope.open()) {
            scope.go(() -> {
                throw failure;
            });
            assertThatThrownBy(never::receive)
                    .isInstanceOf(InterruptedException.class)
                    .hasCause(failure);
            assertThatThrownBy(scope::join).isSameAs(failure);
        }
    }
}
