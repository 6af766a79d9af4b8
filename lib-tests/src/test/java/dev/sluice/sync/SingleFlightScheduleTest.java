package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared calls under many schedules: everybody gets an answer, and nothing runs for nobody. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 400)
@NullUnmarked
class SingleFlightScheduleTest {
    private int running;
    private int calls;

    private Integer work() {
        running++;
        assertThat(running).isEqualTo(1);
        calls++;
        Bubble.step("work");
        running--;
        return calls;
    }

    @Test
    void calls_for_one_key_never_run_side_by_side() throws InterruptedException {
        try (var scope = Scope.open()) {
            SingleFlight<String, Integer> flight = SingleFlight.in(scope);
            var tasks = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 4; i++) {
                tasks.add(scope.go(() -> flight.call("key", this::work)));
            }
            for (Task<Integer> task : tasks) {
                assertThat(task.await()).isBetween(1, calls);
            }
            flight.close();
            scope.join();
        }
        assertThat(calls).isBetween(1, 4);
    }

    // pitfall 37
    @Test
    void whichever_caller_is_cancelled_at_whatever_moment_the_others_get_a_value() throws InterruptedException {
        try (var scope = Scope.open()) {
            SingleFlight<String, Integer> flight = SingleFlight.in(scope);
            var tasks = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 4; i++) {
                tasks.add(scope.go(() -> flight.call("key", () -> {
                    Channel.after(Duration.ofSeconds(1)).receive(); // a call that a cancellation would end
                    return 7;
                })));
            }
            tasks.get(0).cancel();
            tasks.get(3).cancel();

            assertThat(tasks.get(1).await()).isEqualTo(7);
            assertThat(tasks.get(2).await()).isEqualTo(7);
            tasks.get(0).done().receive();
            tasks.get(3).done().receive();
            flight.close();
            scope.join();
            assertThat(flight.inFlight()).isZero();
        }
    }

    @Test
    void a_scope_that_is_cancelled_at_any_moment_leaves_no_caller_waiting() throws InterruptedException {
        int[] outcomes = new int[3];
        try (var outside = Scope.open()) {
            try (var scope = Scope.open()) {
                SingleFlight<String, Integer> flight = SingleFlight.in(scope);
                for (int i = 0; i < 3; i++) {
                    outside.go(() -> {
                        try {
                            flight.call("key", () -> 7);
                            outcomes[0]++;
                        } catch (CancelledException e) {
                            outcomes[1]++;
                        } catch (IllegalStateException e) {
                            outcomes[2]++;
                        }
                    });
                }
                Bubble.giveWay();
                scope.cancel();
            }
            outside.join();
        }
        assertThat(outcomes[0] + outcomes[1] + outcomes[2]).isEqualTo(3);
    }
}
