package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class RealWorldTest {
    private final World world = World.current();
    private final Object blocker = new Object();

    @Test
    void it_is_the_current_world_until_another_is_put_in_its_place() {
        var other = new ShiftedWorld(0, false);

        World before = World.use(other);
        World during = World.current();
        World.use(before);

        assertThat(before).isInstanceOf(RealWorld.class);
        assertThat(during).isSameAs(other);
        assertThat(World.current()).isSameAs(before);
    }

    @Test
    void a_park_until_a_moment_that_is_past_returns_at_once() {
        world.parkUntil(blocker, world.nanoTime());
        world.parkUntil(blocker, world.nanoTime() - Long.MAX_VALUE / 2);
    }

    @Test
    void a_park_until_a_moment_ends_by_then_at_the_latest() {
        long deadline = world.nanoTime() + 1_000_000;

        while (deadline - world.nanoTime() > 0) {
            world.parkUntil(blocker, deadline);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 40, Long.MAX_VALUE / 2, Long.MAX_VALUE})
    void a_park_until_a_moment_far_away_waits_for_the_unpark(long nanosAhead) throws InterruptedException {
        Queue<String> ended = new ConcurrentLinkedQueue<>();
        Thread virtual = world.unstarted("parked", (_, thrown) -> ended.add(thrown.toString()), () -> {
            world.parkUntil(blocker, world.nanoTime() + nanosAhead);
            ended.add("returned");
        });
        virtual.start();
        Await.until(() -> virtual.getState() == Thread.State.TIMED_WAITING);
        assertThat(LockSupport.getBlocker(virtual)).isSameAs(blocker);

        world.unpark(virtual);
        virtual.join();

        assertThat(ended).containsExactly("returned");
    }

    @Test
    void a_park_ends_by_an_unpark_that_came_before() {
        world.unpark(Thread.currentThread());

        world.park(blocker);
    }

    @Test
    void a_thread_is_virtual_and_has_the_name_and_the_handler_given() throws InterruptedException {
        var caught = new AtomicReference<Throwable>();
        var failure = new IllegalStateException("on purpose");
        Thread thread = world.unstarted("thumbs/thumbnail-3", (_, thrown) -> caught.set(thrown), () -> {
            throw failure;
        });
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);

        thread.start();
        thread.join();

        assertThat(thread.isVirtual()).isTrue();
        assertThat(thread.getName()).isEqualTo("thumbs/thumbnail-3");
        assertThat(caught).hasValue(failure);
    }

    @Test
    void chance_chooses_every_number_below_the_bound() {
        var chosen = new boolean[3];

        Await.until(() -> {
            chosen[world.random(3)] = true;
            return chosen[0] && chosen[1] && chosen[2];
        });
    }

    @Test
    void a_helper_runs_a_job_and_a_timer_fires() {
        var done = new ConcurrentLinkedQueue<String>();
        var timer = new CountingTimer();

        world.helper(() -> done.add("helped"));
        world.timers().start(timer, world.nanoTime());

        Await.until(() -> done.contains("helped") && timer.fired() == 1);
        assertThat(world.timers().pending()).isZero();
    }
}
