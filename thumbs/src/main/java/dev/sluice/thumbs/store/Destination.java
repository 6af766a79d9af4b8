package dev.sluice.thumbs.store;

import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.list.Finds;
import dev.sluice.thumbs.list.Original;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A place that thumbnails go to: a folder of this machine, or what has a prefix in a bucket.
 *
 * <p>Whatever is put stands there whole or not at all, at every moment. Names are relative to the place, and can't lead out of
 * it. A destination is safe for use by any number of threads; what waits ends when its thread is interrupted.
 */
public interface Destination extends AutoCloseable {
    /**
     * Finds out whether the place takes thumbnails, and keeps other runs from it where two would disturb each other.
     *
     * @throws RunStoppedException if it doesn't, or another run has it
     * @throws InterruptedException if the thread is interrupted
     */
    void open() throws RunStoppedException, InterruptedException;

    /**
     * Looks at what stands in a place, without reading the picture.
     *
     * @param name the name
     * @return what stands there, or null if nothing does
     * @throws IOException if that can't be found out, or the name leads out of the place
     * @throws InterruptedException if the thread is interrupted
     */
    @Nullable
    Resident look(Path name) throws IOException, InterruptedException;

    /**
     * Puts a thumbnail, instead of what is known to stand there.
     *
     * @param name the name
     * @param thumbnail its content
     * @param instead what {@link #look} has seen there
     * @throws ChangedMeanwhileException if something else stands there by now
     * @throws RunStoppedException if the place takes no more thumbnails at all
     * @throws IOException if this one can't be put, though others can
     * @throws InterruptedException if the thread is interrupted; either it is put or it isn't
     */
    void put(Path name, Sealed thumbnail, @Nullable Resident instead) throws IOException, InterruptedException;

    /**
     * Removes a thumbnail, unless something else stands there by now.
     *
     * @param name the name
     * @param known what {@link #look} has seen there
     * @throws IOException if it can't be removed
     * @throws InterruptedException if the thread is interrupted
     */
    void remove(Path name, Resident known) throws IOException, InterruptedException;

    /**
     * Lists what is below a folder of the place, whatever it is.
     *
     * @param folder the folder's name; the empty path for all
     * @param finds takes what is found, with names relative to the folder
     * @throws RunStoppedException if the place can't be listed at all
     * @throws InterruptedException if the thread is interrupted
     */
    void list(Path folder, Finds finds) throws RunStoppedException, InterruptedException;

    /**
     * Returns whether what stands under a name is the original itself, so that a thumbnail must not replace it.
     *
     * @param name the name
     * @param original the original
     * @return whether both are the same file or object
     * @throws IOException if that can't be found out
     */
    boolean holds(Path name, Original original) throws IOException;

    /**
     * Returns a name as it is shown to the user.
     *
     * @param name the name
     * @return the whole path or address
     */
    String show(Path name);

    /**
     * Returns how many thumbnails are best put at once.
     *
     * @return 1 for a disk, more where each one waits for a network
     */
    int writers();

    /** Lets other runs have the place. */
    @Override
    void close();
}
