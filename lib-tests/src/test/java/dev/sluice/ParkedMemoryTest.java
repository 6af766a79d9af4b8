package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much heap a goroutine takes while it waits. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck(deadlocks = false)
class ParkedMemoryTest {
    private static final int GOROUTINES = 10_000;

    /**
     * Several times what was measured: 1.5 KB where the code is compiled, and up to 4 KB where it isn't yet, since the interpreter's frames
     * are larger. Anything for each that grows with their number is more.
     */
    private static final long MOST_BYTES = 12_000;

    private final Channel<Integer> never = Channel.unbuffered();

    @Test
    void goroutines_that_wait_take_memory_in_proportion_to_their_number() throws InterruptedException {
        try (var scope = Scope.open()) {
            park(scope, GOROUTINES); // the classes, and the queues of the scheduler
            Waiting.receiversWaitAt(never, GOROUTINES);
            long before = used();
            park(scope, GOROUTINES);
            Waiting.receiversWaitAt(never, 2 * GOROUTINES);
            long each = (used() - before) / GOROUTINES;

            assertThat(each).isLessThan(MOST_BYTES);
        }
    }

    private void park(Scope scope, int goroutines) throws InterruptedException {
        for (int i = 0; i < goroutines; i++) {
            scope.go(() -> never.receive());
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
