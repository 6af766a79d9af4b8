package dev.sluice.examples;

import dev.sluice.testkit.LeakCheck;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;

/** On a class that tests an example: it ends in time, and leaves nothing behind. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
@LeakCheck
@interface ExampleTest {}
