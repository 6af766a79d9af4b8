package dev.sluice.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Runs each test with a {@link FakeClock}, which it can have as a parameter.
 *
 * {@snippet :
 * @Test
 * @WithFakeClock
 * void a_session_expires(FakeClock clock) {
 *     var session = new Session(Duration.ofMinutes(30));
 *     clock.advance(Duration.ofMinutes(30));
 *     assertTrue(session.isExpired());
 * }
 * }
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Inherited
@ExtendWith(FakeClockExtension.class)
@ResourceLock("dev.sluice.runtime.World")
@SuppressWarnings("exports") // the extension is for JUnit alone
public @interface WithFakeClock {}
