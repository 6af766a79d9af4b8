package dev.sluice.inspect;

import java.time.Instant;
import java.util.List;

/**
 * A deadlock that was found, in a scope that detects them.
 *
 * @param at when it was found
 * @param scope the scope that was cancelled because of it
 * @param summary what has happened, in a sentence
 * @param goroutines the first of those that waited for each other, each with what it waited for and its stack, and without its scopes
 */
public record Deadlock(Instant at, String scope, String summary, List<GoroutineState> goroutines) {
    /** Creates the description of a deadlock. */
    public Deadlock {
        goroutines = List.copyOf(goroutines);
    }
}
