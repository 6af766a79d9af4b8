package dev.sluice;

// Floor: waiting
/** What a strand needs to know of the goroutine whose thread it is. */
abstract class Goroutine {
    /** What the goroutine's thread runs. */
    abstract void run(Strand strand);

    abstract boolean hasEnded();

    /** The context of its own; made when it is first asked for. */
    abstract Governor context();

    /** Has its context find out whether it is cancelled, and tell so before this returns. */
    abstract void notice();

    abstract String name();

    /** Where it was started. */
    abstract StackWalker.StackFrame startedAt();
}
