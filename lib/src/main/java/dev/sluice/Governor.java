package dev.sluice;

// Floor: waiting
/** What governs a region of a thread, and may cancel it: a context, as far as the region has to know it. */
abstract class Governor {
    /** Whether the cancellation of what is around doesn't reach code that runs in this. */
    abstract boolean isShield();

    /** Finds out whether this is cancelled. If so, its regions have been told, or are being told, when this returns. */
    abstract void notice();
}
