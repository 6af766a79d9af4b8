package dev.sluice.thumbs.list;

import java.io.IOException;

/**
 * What a thumbnail is made from: a file of this machine, or an object in a bucket. Its text form is its place, as shown to the
 * user.
 *
 * <p>Originals are immutable and hold nothing open. All methods that read end when the thread is interrupted.
 */
public interface Original {
    /**
     * Returns what tells this original from all others, whatever its state: the {@link Origin#photo} of its thumbnails.
     *
     * @return a word that says nothing about its place
     */
    String id();

    /**
     * Tells this original, in the state that it has now, from all others, without reading more of it than that takes.
     *
     * @return the origin of its thumbnails
     * @throws IOException if it can't be read
     * @throws InterruptedException if the thread is interrupted
     */
    Origin origin() throws IOException, InterruptedException;

    /**
     * Returns the first bytes.
     *
     * @param most how many
     * @return that many, or all if there are fewer
     * @throws IOException if it can't be read
     * @throws InterruptedException if the thread is interrupted
     */
    byte[] head(int most) throws IOException, InterruptedException;

    /**
     * Gives the bytes as a file of this machine.
     *
     * @return the file, which the caller must close
     * @throws IOException if it can't be read
     * @throws InterruptedException if the thread is interrupted; no file is left
     */
    LocalFile open() throws IOException, InterruptedException;

    /**
     * Returns whether it is certain that there is no such original any more; false if that can't be found out.
     *
     * @return whether it is gone
     * @throws InterruptedException if the thread is interrupted
     */
    boolean isGone() throws InterruptedException;
}
