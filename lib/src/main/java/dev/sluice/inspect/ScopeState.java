package dev.sluice.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scope at one moment.
 *
 * @param name its name, with those of the scopes and goroutines around it in front
 * @param id its class and hash code, as thread dumps show it where its owner waits
 * @param started how many goroutines it has started so far
 * @param limit how many may run at once, or 0 for any number
 * @param cancelled why it is cancelled, or null
 * @param goroutines those that have not ended, in the order in which they were started
 */
public record ScopeState(
        String name,
        String id,
        long started,
        int limit,
        @Nullable String cancelled,
        List<GoroutineState> goroutines) {
    /** Creates the state of a scope. */
    public ScopeState {
        goroutines = List.copyOf(goroutines);
    }
}
