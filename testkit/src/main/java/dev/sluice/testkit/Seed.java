package dev.sluice.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Runs a {@link Deterministic} test with one seed only: the one that has failed, to replay it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ExtendWith(DeterministicExtension.class)
@ResourceLock("dev.sluice.runtime.World")
@SuppressWarnings("exports") // the extension is for JUnit alone
public @interface Seed {
    /**
     * The seed.
     *
     * @return the seed that the failure has named
     */
    long value();
}
