package dev.sluice;

import org.jspecify.annotations.Nullable;

// Floor: waiting
/** The way from a task to its goroutine's strand. */
interface Reach {
    /** Returns the strand, or null if nothing can reach it any more: then it waits for ever, or has ended. */
    @Nullable
    Strand strand();

    /** Starts the goroutine. */
    void start();
}
