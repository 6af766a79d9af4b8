package dev.sluice.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the library knows of a thread, for reports. It is the {@linkplain Thread#getUncaughtExceptionHandler() handler} of each
 * goroutine, and of each other thread while that has a scope open.
 */
public interface Origin {
    /** Where the goroutine was started; null for a thread that isn't one. */
    @Nullable
    StackTraceElement startedAt();

    /** The names of the scopes that the thread has open, innermost first. To be asked in that thread, or after its end. */
    List<String> openScopes();
}
