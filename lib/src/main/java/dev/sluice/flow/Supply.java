package dev.sluice.flow;

/** Where the items of a pipeline come from. */
@FunctionalInterface
interface Supply<T> {
    /** Emits items until there are no more, or no more are wanted. */
    void read(Intake<T> intake) throws Exception;

    /** Lets go of what it reads from; called at the end of the run, whether it has read or not. */
    default void leave() {}
}
