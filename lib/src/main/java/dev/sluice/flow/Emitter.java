package dev.sluice.flow;

/**
 * Where code that finds items by itself puts them: the source of a {@link Pipeline#produce pipeline}.
 *
 * {@snippet :
 * Pipeline.<Photo>produce(photos -> {
 *     for (Path file : files) {
 *         try {
 *             photos.emit(Photo.open(file));
 *         } catch (IOException e) {
 *             photos.fail(file, e); // to the handler, and on with the next one
 *         }
 *     }
 * })
 * .deadLetter(IOException.class, skipped::add)
 * }
 *
 * <p>It is used by the thread that was given it, until its code returns.
 *
 * @param <T> the type of the items
 */
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

    /**
     * Reports an item that can't be made. It counts as one, and goes to the source's {@link Pipeline#deadLetter} or {@link
     * Pipeline#onError}.
     *
     * @param item what the item was to be made of: a file, a line
     * @param failure why it can't be made
     * @return whether more are wanted
     * @throws dev.sluice.CancelledException if it was called again though no more were wanted
     * @throws Exception the failure, if the source has no handler for it, or what the handler throws: that ends the run
     */
    boolean fail(Object item, Exception failure) throws Exception;
}
