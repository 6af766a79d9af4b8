package dev.sluice.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Explorer;
import dev.sluice.testkit.Schedule;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a bubble that looks inside finds. With {@code -Dsluice.testkit.show=true} it prints the table of docs/testing-your-code.md.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CalibrationTest {
    private static final int SEEDS = 2_000;

    private final Explorer inside = Bubble.inside("dev.sluice.calibration");

    @BeforeEach
    void there_is_an_agent() throws InterruptedException {
        assumeFalse(
                inside.explore(1, () -> {}).inside().isEmpty(),
                "the agent is needed: -javaagent:testkit/target/agent/sluice-agent.jar");
    }

    @ParameterizedTest
    @EnumSource
    void a_race_is_found_and_replays_from_its_seed(Program program) {
        Throwable found = catchThrowable(() -> inside.explore(SEEDS, program.broken()));
        assertThat(found).as("found in %s seeds", SEEDS).isNotNull();
        long seed = Objects.requireNonNull(Schedule.of(found)).seed();
        Schedule first = failing(program, seed);
        assertThat(first).isNotNull().isEqualTo(failing(program, seed));
        if (Boolean.getBoolean("sluice.testkit.show")) {
            System.out.printf(
                    "| %s | %d of %d | %d | %s |%n",
                    program, count(program), SEEDS, seed, found.getClass().getSimpleName());
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_race_is_found_where_there_is_none(Program program) {
        assertThatCode(() -> {
                    var exploration = inside.explore(500, program.correct());
                    assertThat(exploration.distinct()).isGreaterThan(2);
                })
                .doesNotThrowAnyException();
    }

    /** In the others, goroutines would block in the JDK with the baton. */
    @ParameterizedTest
    @EnumSource(names = {"CHECK_THEN_ACT", "LOST_UPDATE", "DOUBLE_CHECKED_LOCK", "ABA", "LOCK_ORDER", "LOST_MATCH"})
    void none_of_them_is_found_at_operations_only(Program program) {
        assertThatCode(() -> Bubble.explore(200, program.broken())).doesNotThrowAnyException();
    }

    private @Nullable Schedule failing(Program program, long seed) {
        Throwable failure = catchThrowable(() -> inside.run(seed, program.broken()));
        return failure == null ? null : Schedule.of(failure);
    }

    private int count(Program program) {
        int count = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            count += failing(program, seed) == null ? 0 : 1;
        }
        return count;
    }
}
