package dev.sluice;

import org.jspecify.annotations.Nullable;

/** The way from a task to its goroutine's strand. */
sealed interface Reach permits Strand, Tracked {
    /** Answers the strand, or null if nobody can reach it any more: then it waits for ever, or has ended. */
    @Nullable
    Strand strand();
}
