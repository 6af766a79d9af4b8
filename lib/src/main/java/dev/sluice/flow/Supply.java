package dev.sluice.flow;

/** Where the items of a pipeline come from, in all of its runs. */
@FunctionalInterface
interface Supply<T> {
    /** Emits items until there are no more, or no more are wanted. */
    void read(Intake<T> intake) throws Exception;

    /**
     * Reserves it for a run.
     *
     * @throws IllegalStateException if it can be read only once, and is reserved already
     */
    default void claim() {}

    /** Takes that back, because the run can't be started. */
    default void release() {}

    /** Lets go of what it reads from; called at the end of a run that has reserved it, whether it was read or not. */
    default void leave() {}
}
