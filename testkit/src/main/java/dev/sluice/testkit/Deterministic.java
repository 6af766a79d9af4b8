package dev.sluice.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Runs a test in a {@linkplain Bubble bubble}, once for each of many seeds; the first that fails fails the test.
 *
 * {@snippet :
 * @Test
 * @Deterministic(seeds = 500)
 * void a_transfer_keeps_the_sum() throws InterruptedException {
 *     var accounts = new Accounts(100, 100);
 *     try (var scope = Scope.open()) {
 *         scope.go(() -> accounts.transfer(0, 1, 10));
 *         scope.go(() -> accounts.transfer(1, 0, 10));
 *         scope.join();
 *     }
 *     assertEquals(200, accounts.sum());
 * }
 * }
 *
 * <p>It stands beside {@code @Test}, {@code @ParameterizedTest} or {@code @RepeatedTest}, or on a class for all of its tests. Each
 * seed gets an instance of the test class of its own, which is made in the bubble, as are the calls of its {@code @BeforeEach}
 * and {@code @AfterEach} methods; so fields can hold what the goroutines share. Other extensions see one test and one
 * instance, which isn't used: what they put into its fields isn't seen. A class with one instance for all of its tests is
 * used as it is.
 *
 * <p>What was explored is published as an {@linkplain Exploration entry} of the test's report. Where all of several schedules were the same, a warning says
 * so in the log: the test has one goroutine, or its goroutines have no choice.
 *
 * <p>The configuration parameter {@value DeterministicExtension#SEEDS} of JUnit, where it's set, is how many seeds all such tests
 * are run with: for a long run at night.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Inherited
@ExtendWith(DeterministicExtension.class)
@ResourceLock("dev.sluice.runtime.World")
@SuppressWarnings("exports") // the extension is for JUnit alone
public @interface Deterministic {
    /**
     * How many schedules are tried, with the seeds from 1.
     *
     * @return the number, at least 1
     */
    int seeds() default 200;

    /**
     * Which code's accesses count as steps too, as {@link Bubble#inside} says: packages with all below them, and classes. If
     * nothing is named it is the test's own package, where the agent is attached; {@link Explorer} says how that is done.
     *
     * @return the names, with dots
     */
    String[] inside() default {};

    /**
     * How many milliseconds of real time a goroutine may run without an operation of the library.
     *
     * @return the {@link Limits#patience}
     */
    long patienceMillis() default 3_000;

    /**
     * How many operations there may be in one run.
     *
     * @return the {@link Limits#steps}
     */
    long steps() default 5_000_000;
}
