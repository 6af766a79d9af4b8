package dev.sluice.sync;

import dev.sluice.sync.EndsTogether.Row;
import dev.sluice.testkit.Deterministic;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A wait in a cancelled goroutine throws one type, under many schedules, whatever has become of what it waits for. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@Deterministic(seeds = 200)
@NullUnmarked
class CancellationContractScheduleTest {
    static Stream<Named<Row>> rows() {
        return EndsTogether.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_own_cancellation_comes_before_the_end_of_what_is_waited_for(Row row) throws InterruptedException {
        EndsTogether.cancelAndCheck(row, 0);
    }
}
