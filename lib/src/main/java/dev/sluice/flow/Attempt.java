package dev.sluice.flow;

import dev.sluice.function.CheckedSupplier;

/** How an item is done: the user's function, and policies around it. */
@FunctionalInterface
interface Attempt<S, M> {
    /** Does an item. */
    M apply(S value) throws Exception;

    /** What stands around the doing of an item: it may wait, try again, or refuse. */
    @FunctionalInterface
    interface Policy {
        /**
         * Does an item, maybe.
         *
         * @param type all of it is thrown as itself
         * @param inner does it
         */
        <M> M call(Class<Exception> type, CheckedSupplier<M, ?> inner) throws Exception;
    }
}
