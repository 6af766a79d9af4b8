package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.Scope;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@NullUnmarked
class ShrinkerTest {
    /** Fails where the second goroutine comes between the two halves of the first one's last turn. */
    private static void turns() throws InterruptedException {
        int[] inside = new int[1];
        try (var scope = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                scope.go(() -> {
                    for (int turn = 0; turn < 10; turn++) {
                        Bubble.step("enter");
                        inside[0]++;
                        Bubble.step("leave");
                        if (--inside[0] > 0) {
                            throw new IllegalStateException("another one was inside");
                        }
                    }
                });
            }
            scope.join();
        }
    }

    private static long switches(Schedule schedule) {
        long switches = 0;
        for (int i = 1; i < schedule.steps().size(); i++) {
            String before = schedule.steps().get(i - 1).goroutine();
            switches += schedule.steps().get(i).goroutine().equals(before) ? 0 : 1;
        }
        return switches;
    }

    @Test
    void the_shortest_schedule_fails_in_the_same_way_with_fewer_switches() {
        Throwable found = catchThrowable(() -> Bubble.explore(100, ShrinkerTest::turns));
        Schedule shortest = Schedule.of(found);
        Throwable original = catchThrowable(() -> Bubble.run(shortest.seed(), ShrinkerTest::turns));

        assertThat(found).isInstanceOf(IllegalStateException.class).hasMessage(original.getMessage());
        assertThat(shortest.stepCount())
                .isLessThanOrEqualTo(Schedule.of(original).stepCount());
        assertThat(switches(shortest)).isLessThanOrEqualTo(switches(Schedule.of(original)));
    }

    @Test
    void shrinking_the_same_failure_twice_gives_the_same_schedule() {
        Throwable first = catchThrowable(() -> Bubble.explore(100, ShrinkerTest::turns));
        Throwable second = catchThrowable(() -> Bubble.explore(100, ShrinkerTest::turns));

        assertThat(Schedule.of(first)).isNotNull().isEqualTo(Schedule.of(second));
    }
}
