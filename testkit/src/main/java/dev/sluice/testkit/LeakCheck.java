package dev.sluice.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Fails a test that leaves a goroutine, a timer, an open scope or the interrupt flag of its thread behind, and says which; of a
 * goroutine also where it was started, and what it waits for.
 *
 * {@snippet :
 * @LeakCheck
 * class CrawlerTest {
 *     // ordinary tests, in real time
 * }
 * }
 *
 * <p>While such a test runs, every scope looks for deadlocks.
 *
 * <p>What is about to end gets up to two seconds. What is left after that is interrupted, so that it disturbs no other test.
 * A test that has failed by itself isn't checked. In a {@linkplain Bubble bubble} the same is checked without this.
 *
 * @see AllowLeaks
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Inherited
@ExtendWith(LeakCheckExtension.class)
@ResourceLock("dev.sluice.runtime.World")
@SuppressWarnings("exports") // the extension is for JUnit alone
public @interface LeakCheck {
    /**
     * Whether a {@linkplain dev.sluice.Scope#detectDeadlock() deadlock} in any scope fails the test, instead of letting it hang.
     * To be turned off where threads that aren't goroutines send to goroutines of the test; or let the scope say so, by {@link
     * dev.sluice.Scope#external}.
     *
     * @return whether deadlocks are looked for
     */
    boolean deadlocks() default true;

    /**
     * Whether a goroutine {@linkplain dev.sluice.Scope#detectLeaks() that waits for ever} fails the test: then all scopes look for
     * leaks, a garbage collection is asked for at the end of the test, and once a second while it runs. To be left off where
     * goroutines wait for nothing but their cancellation.
     *
     * @return whether leaks are looked for by the garbage collector
     */
    boolean leaks() default false;
}
