package dev.sluice.thumbs.list;

import dev.sluice.thumbs.file.RunStoppedException;
import java.nio.file.Path;

/** A place that photos come from: a file, a folder of this machine, or what has a prefix in a bucket. */
public interface Source {
    /**
     * Lists what may be photos, in the order in which the place gives it, without remembering it.
     *
     * @param finds takes what is found
     * @throws RunStoppedException if the place can't be listed at all
     * @throws InterruptedException if the thread is interrupted
     */
    void list(Finds finds) throws RunStoppedException, InterruptedException;

    /**
     * Returns the original that has a name in this source, whether or not there is one.
     *
     * @param name a path relative to the source, as {@link Candidate#name} has it
     * @return the original
     */
    Original original(Path name);

    /**
     * Returns whether there is nothing at all in the place, as where a disk isn't mounted; then nothing can be said of what is
     * missing in it.
     *
     * @return whether it is empty, or isn't there
     * @throws RunStoppedException if the place can't be listed
     * @throws InterruptedException if the thread is interrupted
     */
    boolean isEmpty() throws RunStoppedException, InterruptedException;
}
