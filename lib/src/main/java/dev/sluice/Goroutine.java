package dev.sluice;

// Floor: waiting
/** What a strand needs to know of the goroutine whose thread it is. */
abstract class Goroutine {
    /** What the goroutine's thread runs. */
    abstract void run(Strand strand);

    abstract boolean hasEnded();

    abstract String name();

    /** Where it was started. */
    abstract StackWalker.StackFrame startedAt();
}
