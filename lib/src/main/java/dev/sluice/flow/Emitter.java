package dev.sluice.flow;

/**
 * Where code that finds items by itself puts them: the source of a {@link Pipeline#produce pipeline}.
 *
 * <p>It is used by the thread that was given it, until its code returns.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface Emitter<T> {
    /**
     * Puts an item into the pipeline, and waits while there is no room.
     *
     * @param item the item
     * @return whether more are wanted; if not, this one may not have been either
     * @throws dev.sluice.CancelledException if it was called again though no more were wanted
     * @throws InterruptedException if the run is cancelled, or needs no more items
     */
    boolean emit(T item) throws InterruptedException;
}
