package dev.sluice.thumbs.list;

/** Takes what a source finds. */
public interface Finds {
    /**
     * Takes a candidate, waiting until there is room for it.
     *
     * @param candidate what was found
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void found(Candidate candidate) throws InterruptedException;

    /**
     * Hears of a place that can't be listed.
     *
     * @param place the file, folder or object
     * @param reason why not, in words
     * @throws InterruptedException if the thread is interrupted
     */
    void failed(String place, String reason) throws InterruptedException;

    /** Hears that a link to a folder was passed over. */
    default void passedLinkedFolder() {}
}
