package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The semaphore under many schedules: nobody is forgotten, no permit is lost or made. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 400)
@NullUnmarked
class SemaphoreScheduleTest {
    private final Semaphore semaphore = new Semaphore(3);
    private int inside;
    private int most;

    private void use(int permits) throws InterruptedException {
        try (var _ = semaphore.acquire(permits)) {
            inside += permits;
            most = Math.max(most, inside);
            Bubble.step("inside");
            inside -= permits;
        }
    }

    private void assertAllFree(int limit) {
        assertThat(semaphore.available()).isEqualTo(limit);
        assertThat(semaphore.waiting()).isZero();
        assertThat(inside).isZero();
    }

    @Test
    void the_limit_is_kept_and_all_get_in() throws InterruptedException {
        try (var scope = Scope.open()) {
            for (int i = 0; i < 5; i++) {
                int permits = i % 3 + 1;
                scope.go(() -> use(permits));
            }
            scope.join();
        }
        assertThat(most).isLessThanOrEqualTo(3);
        assertAllFree(3);
    }

    // pitfall 23
    @Test
    void whichever_waiter_is_cancelled_at_whatever_moment_the_others_get_in() throws InterruptedException {
        try (var scope = Scope.open()) {
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < 4; i++) {
                int permits = 3 - i % 2;
                tasks.add(scope.go(() -> use(permits)));
            }
            tasks.get(0).cancel();
            tasks.get(2).cancel();
            scope.join();
            assertThat(tasks.get(1).state()).isEqualTo(Task.State.SUCCEEDED);
            assertThat(tasks.get(3).state()).isEqualTo(Task.State.SUCCEEDED);
        }
        assertThat(most).isLessThanOrEqualTo(3);
        inside = 0; // one that was cancelled at its step hasn't counted itself out
        assertAllFree(3);
    }

    // Failsafe#365
    @Test
    void a_wait_with_a_bound_is_admitted_when_there_is_room_in_time() throws InterruptedException {
        var got = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            for (int i = 0; i < 7; i++) {
                int number = i;
                scope.go(() -> {
                    try (var _ = semaphore.acquire(2, Duration.ofSeconds(10))) {
                        Channel.after(Duration.ofSeconds(1)).receive();
                        got.add(number);
                    }
                });
            }
            scope.join();
        }
        assertThat(got).hasSize(7);
        assertThat(Bubble.elapsed()).isEqualTo(Duration.ofSeconds(7));
        assertAllFree(3);
    }

    @Test
    void at_the_very_moment_of_the_deadline_the_answer_and_the_permits_agree() throws InterruptedException {
        int[] answers = new int[2];
        try (var scope = Scope.open()) {
            scope.go(() -> {
                try (var _ = semaphore.acquire(3)) {
                    Channel.after(Duration.ofSeconds(1)).receive();
                }
            });
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    try (var _ = semaphore.acquire(2, Duration.ofSeconds(1))) {
                        answers[1]++;
                    } catch (TimeoutException _) {
                        answers[0]++;
                    }
                });
            }
            scope.join();
        }
        assertThat(answers[0] + answers[1]).isEqualTo(3);
        assertAllFree(3);
    }

    @Test
    void a_context_that_ends_at_any_moment_leaves_nothing_held() throws InterruptedException {
        try (var scope = Scope.open();
                var context = Context.background().withCancel()) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    try (var _ = semaphore.acquire(2, context)) {
                        Bubble.step("inside");
                    } catch (CancelledException _) {
                        // that is the other outcome
                    }
                });
            }
            scope.go(() -> context.cancel());
            scope.join();
        }
        assertAllFree(3);
    }

    // asks 17
    @Test
    void resizing_at_any_moment_forgets_no_waiter() throws InterruptedException {
        var tooLarge = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            for (int permits : List.of(3, 1, 2, 3)) {
                scope.go(() -> {
                    try {
                        use(permits);
                    } catch (IllegalArgumentException e) {
                        tooLarge.add(permits);
                    }
                });
            }
            scope.go(() -> {
                semaphore.resize(1);
                semaphore.resize(2);
            });
            scope.join();
        }
        assertThat(tooLarge).isSubsetOf(2, 3);
        assertAllFree(2);
    }

    @Test
    void closing_a_permit_from_two_sides_gives_it_back_once() throws InterruptedException {
        Semaphore.Permit permit = semaphore.acquire(2);
        try (var scope = Scope.open()) {
            scope.go(permit::close);
            scope.go(permit::close);
            scope.join();
        }
        assertAllFree(3);
    }
}
