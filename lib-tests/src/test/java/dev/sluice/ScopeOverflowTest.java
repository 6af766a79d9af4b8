package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runaway recursion that opens scopes: each clean-up may overflow again, and has to end all the same. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ScopeOverflowTest {
    private static final int SMALL_STACK = 300 * 1024;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void recursion_that_opens_scopes_ends_with_the_overflow(boolean withGoroutines) throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        open(withGoroutines);
                    } catch (Throwable t) {
                        thrown.set(t);
                    }
                },
                "recursive",
                SMALL_STACK);
        thread.start();
        thread.join();

        assertThat(thrown.get()).isInstanceOf(StackOverflowError.class);
    }

    @SuppressWarnings("InfiniteRecursion")
    private static void open(boolean withGoroutines) throws InterruptedException {
        Channel<Integer> never = Channel.unbuffered();
        try (var scope = Scope.open()) {
            if (withGoroutines) {
                scope.go(() -> never.receive()); // so that closing needs more stack than opening
            }
            open(withGoroutines);
        }
    }

    @Test
    void names_of_nested_scopes_are_of_bounded_length() {
        var names = new String[1_000];
        nest(names, 0);

        assertThat(names[10]).startsWith("top/level-1/level-2/").endsWith("/level-10");
        assertThat(names[999])
                .startsWith("top/")
                .contains("\u2026")
                .endsWith("/level-998/level-999")
                .hasSizeLessThan(250);
    }

    private static void nest(String[] names, int depth) {
        try (var scope = Scope.open().named(depth == 0 ? "top" : "level-" + depth)) {
            names[depth] = scope.name();
            if (depth + 1 < names.length) {
                nest(names, depth + 1);
            }
        }
    }
}
