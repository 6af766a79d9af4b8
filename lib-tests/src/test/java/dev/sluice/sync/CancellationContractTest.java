package dev.sluice.sync;

import dev.sluice.Scope;
import dev.sluice.sync.EndsTogether.Row;
import dev.sluice.testkit.LeakCheck;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A wait in a cancelled goroutine throws one type, on real threads, whatever has become of what it waits for. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck
@NullUnmarked
class CancellationContractTest {
    private static final int ROUNDS = 1_000;

    static Stream<Named<Row>> rows() {
        return EndsTogether.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_own_cancellation_comes_before_the_end_of_what_is_waited_for(Row row) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            EndsTogether.cancelAndCheck(row, round % 40);
        }
    }

    @Test
    void an_owner_that_is_too_late_for_the_results_of_its_pool_is_told_of_its_deadline() {
        for (int round = 0; round < 300; round++) {
            Throwable thrown = WaitWithRoom.thrownBy(() -> {
                try (var scope = Scope.open().deadline(Duration.ofMillis(2))) {
                    WorkerPool<Integer, Integer> pool =
                            WorkerPool.workers(2).queue(1).start(scope, job -> job);
                    while (true) {
                        pool.submit(1);
                        pool.results().receive();
                    }
                }
            });

            EndsTogether.assertCancelled(thrown);
        }
    }

    @Test
    void an_owner_that_is_too_late_to_collect_is_told_of_its_deadline() {
        for (int round = 0; round < 300; round++) {
            Throwable thrown = WaitWithRoom.thrownBy(() -> {
                try (var scope = Scope.open().deadline(Duration.ofMillis(2))) {
                    WorkerPool<Integer, Integer> pool = WorkerPool.workers(2).start(scope, job -> job);
                    Iterable<Integer> endless =
                            () -> Stream.iterate(1, job -> job + 1).iterator();
                    pool.collect(endless);
                }
            });

            EndsTogether.assertCancelled(thrown);
        }
    }
}
