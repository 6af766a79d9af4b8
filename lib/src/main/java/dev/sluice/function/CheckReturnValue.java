package dev.sluice.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method whose result must be used, or a type all of whose methods are such.
 *
 * <p>A call that drops the result is a mistake. Options, for example, are immutable, and each method that changes one returns a changed
 * copy; and a scope that is dropped can't be closed.
 *
 * {@snippet :
 * var retry = Retry.exponential(Duration.ofMillis(100));
 * retry.attempts(5);         // a mistake: the copy with five attempts is dropped
 * retry = retry.attempts(5); // right
 * }
 *
 * <p>Error Prone, SpotBugs and IntelliJ IDEA recognize the annotation by its simple name and report such calls. It is in
 * the class files and has no effect at run time.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CheckReturnValue {}
