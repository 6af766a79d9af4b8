package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Offer;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.testkit.Deterministic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** User code that the library calls may use what it was called by: no lock is held. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 100)
@NullUnmarked
class CallbackTest {
    // pitfall 40
    @Test
    void a_branch_of_a_select_may_select_on_the_same_channels() throws InterruptedException {
        Channel<Integer> a = Channel.unbuffered();
        Channel<Integer> b = Channel.unbuffered();
        try (var scope = Scope.open()) {
            scope.go(() -> a.send(1));
            scope.go(() -> b.send(2));

            int sum = Select.of(
                    Select.on(a, first -> first + other(a, b), _ -> -1),
                    Select.on(b, first -> first + other(a, b), _ -> -1));

            assertThat(sum).isEqualTo(3);
            scope.join();
        }
    }

    private static int other(Channel<Integer> a, Channel<Integer> b) {
        try {
            return Select.of(Select.on(a, each -> each, _ -> -1), Select.on(b, each -> each, _ -> -1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // pitfall 40
    @Test
    void the_action_of_a_barrier_may_use_the_barrier() throws InterruptedException {
        var seen = new ArrayList<Integer>();
        var barriers = new Barrier[1];
        barriers[0] = new Barrier(2, () -> {
            seen.add(barriers[0].waiting());
            barriers[0].leave();
        });
        try (var scope = Scope.open()) {
            scope.go(() -> barriers[0].await());
            scope.go(() -> barriers[0].await());
            scope.join();
        }
        assertThat(seen).containsExactly(2);
        assertThat(barriers[0].parties()).isEqualTo(1);
    }

    // pitfall 40
    @Test
    void the_hook_of_a_pool_may_use_the_pool() throws InterruptedException {
        var dropped = new ArrayList<Integer>();
        var pools = new ArrayList<WorkerPool<Integer, Integer>>();
        var answers = new ArrayList<Offer>();
        try (var scope = Scope.open()) {
            WorkerPool<Integer, Integer> pool = WorkerPool.workers(1)
                    .queue(3)
                    .<Integer, Integer>start(scope, job -> job, each -> {
                        dropped.add(each.job());
                        pools.getFirst().cancel();
                        answers.add(pools.getFirst().offer(9));
                    });
            pools.add(pool);
            for (int job = 0; job < 3; job++) {
                pool.submit(job);
            }
            pool.cancel();
            scope.join();
        }
        assertThat(dropped).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(answers).containsOnly(Offer.CLOSED);
    }

    // pitfall 40
    @Test
    void the_function_of_a_map_may_await() throws InterruptedException {
        Promise<Integer> one = new Promise<>();
        Promise<Integer> two = new Promise<>();
        Awaitable<Integer> sum = one.map(
                first -> first + Awaitable.all(List.of(one, two)).await().getLast());
        try (var scope = Scope.open()) {
            scope.go(() -> assertThat(sum.await()).isEqualTo(3));
            scope.go(() -> assertThat(sum.await()).isEqualTo(3));
            scope.go(() -> one.complete(1));
            scope.go(() -> two.complete(2));
            scope.join();
        }
    }
}
