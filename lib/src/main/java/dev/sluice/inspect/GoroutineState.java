package dev.sluice.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine at one moment; or another thread, while it has a scope open.
 *
 * @param name its name, which is that of its thread: the path of its scopes, and what {@code go} was told
 * @param threadId the number of its thread, as thread dumps show it
 * @param threadState the state of its thread
 * @param startedAt where it was started, or null for a thread that is no goroutine
 * @param waitsIn what it waits for by means of the library, or null if it doesn't: then it runs, or waits elsewhere
 * @param swallowed what is to be said of it because it went on waiting after it was told that it is cancelled, or null
 * @param scopes the scopes that it has open, outermost first
 * @param stack its stack, innermost frame first, without those of the JDK and the library at the top; empty if that wasn't
 *     asked for
 */
public record GoroutineState(
        String name,
        long threadId,
        Thread.State threadState,
        @Nullable StackTraceElement startedAt,
        @Nullable WaitState waitsIn,
        @Nullable String swallowed,
        List<ScopeState> scopes,
        List<StackTraceElement> stack) {
    /** Creates the state of a goroutine. */
    public GoroutineState {
        scopes = List.copyOf(scopes);
        stack = List.copyOf(stack);
    }

    /**
     * Returns whether this is a goroutine, and not another thread that has a scope open.
     *
     * @return whether a scope has started it
     */
    public boolean isGoroutine() {
        return startedAt != null;
    }

    /**
     * Returns it as JSON, with its scopes and its stack.
     *
     * @return a JSON object
     */
    public String toJson() {
        return new Json().goroutine(this).toString();
    }
}
