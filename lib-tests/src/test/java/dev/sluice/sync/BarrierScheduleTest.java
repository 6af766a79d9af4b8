package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The barrier under many schedules. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 400)
@NullUnmarked
class BarrierScheduleTest {
    private int passed;
    private int broken;

    private Task<?> party(Scope scope, Barrier barrier, int rounds) throws InterruptedException {
        return scope.go(() -> {
            for (int i = 0; i < rounds; i++) {
                try {
                    barrier.await();
                    passed++;
                } catch (BrokenBarrierException e) {
                    broken++;
                    return;
                }
            }
        });
    }

    // pitfall 16
    @Test
    void a_fast_party_doesnt_lap_a_slow_one() throws InterruptedException {
        int[] arrived = new int[4];
        var barrier = new Barrier(3);
        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    for (int round = 0; round < arrived.length; round++) {
                        arrived[round]++;
                        barrier.await();
                        assertThat(arrived[round]).isEqualTo(3);
                    }
                });
            }
            scope.join();
        }
    }

    // pitfall 17
    @Test
    void all_pass_a_round_or_none() throws InterruptedException {
        var trips = new ArrayList<Integer>();
        var barrier = new Barrier(3, () -> trips.add(1));
        Task<?> cancelled;
        try (var scope = Scope.open()) {
            party(scope, barrier, 1);
            party(scope, barrier, 1);
            cancelled = party(scope, barrier, 1);
            cancelled.cancel();
            scope.join();
        }
        if (trips.isEmpty()) {
            assertThat(cancelled.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(passed).isZero();
            assertThat(broken).isEqualTo(2);
            assertThat(barrier.isBroken()).isTrue();
        } else {
            assertThat(passed).isEqualTo(3);
            assertThat(barrier.isBroken()).isFalse();
        }
    }

    @Test
    void a_party_that_leaves_at_any_moment_holds_no_other_up() throws InterruptedException {
        var barrier = new Barrier(3);
        try (var scope = Scope.open()) {
            party(scope, barrier, 3);
            party(scope, barrier, 3);
            scope.go(() -> {
                barrier.await();
                barrier.leave();
            });
            scope.join();
        }
        assertThat(passed).isEqualTo(6);
        assertThat(barrier.parties()).isEqualTo(2);
    }

    @Test
    void a_reset_at_any_moment_leaves_no_party_waiting_in_an_old_round() throws InterruptedException {
        var barrier = new Barrier(2);
        try (var scope = Scope.open()) {
            party(scope, barrier, 1);
            scope.go(barrier::reset);
            Bubble.settle();
            if (barrier.waiting() == 1) {
                party(scope, barrier, 1);
            }
            scope.join();
        }
        assertThat(passed + broken).isEqualTo(broken == 1 ? 1 : 2);
        assertThat(barrier.isBroken()).isFalse();
    }

    // pitfall 17
    @Test
    void an_action_that_hangs_holds_the_others_only_as_long_as_they_want() throws InterruptedException {
        var outcomes = new ArrayList<String>();
        var barrier = new Barrier(2, Channel.after(Duration.ofHours(1))::receive);
        try (var scope = Scope.open()) {
            for (int i = 0; i < 2; i++) {
                scope.go(() -> {
                    try {
                        barrier.await(Duration.ofMinutes(1));
                        outcomes.add("passed");
                    } catch (TimeoutException | BrokenBarrierException e) {
                        outcomes.add(e.getClass().getSimpleName());
                    }
                });
            }
            scope.join();
        }
        assertThat(outcomes).containsExactly("TimeoutException", "BrokenBarrierException");
    }
}
