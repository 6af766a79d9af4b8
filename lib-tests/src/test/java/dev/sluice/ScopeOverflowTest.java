package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runaway recursion that opens scopes: each clean-up may overflow again, and has to end all the same. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class ScopeOverflowTest {
    private static final int SMALL_STACK = 300 * 1024;

    @Test
    void recursion_that_opens_scopes_ends_with_the_overflow() throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        open();
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
    private static void open() {
        try (var scope = Scope.open()) {
            assertThat(scope).isNotNull();
            open();
        }
    }

    @Test
    void names_of_nested_scopes_are_of_bounded_length() {
        var names = new String[2_000];
        nest(names, 0);

        assertThat(names[10]).startsWith("top/level-1/level-2/").endsWith("/level-10");
        assertThat(names[1_999])
                .startsWith("top/")
                .contains("\u2026")
                .endsWith("/level-1998/level-1999")
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
