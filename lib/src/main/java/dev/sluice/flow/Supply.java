package dev.sluice.flow;

/** Where the items of a pipeline come from. */
@FunctionalInterface
interface Supply<T> {
    /** Emits items until there are no more, or no more are wanted. */
    void read(Intake<T> intake) throws Exception;
}
