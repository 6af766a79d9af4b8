package dev.sluice.thumbs.report;

import java.util.List;

/**
 * Takes down what becomes of each file. It keeps numbers only; what failed is passed on at once to those who show or store
 * it, so a million failures take no memory.
 *
 * <p>A journal is safe for use by any number of threads.
 */
public final class Journal {
    /** Hears of each failure. */
    @FunctionalInterface
    public interface FailureListener {
        /**
         * Hears of a failure. It is called by one thread at a time.
         *
         * @param file the file
         * @param reason what is wrong with it
         */
        void failed(String file, String reason);
    }

    private final List<FailureListener> listeners;

    private long seen;
    private long passedOver;
    private long ok;
    private long skipped;
    private long failed;
    private long bytesIn;
    private long bytesOut;

    /**
     * Creates an empty journal.
     *
     * @param listeners hear of failures
     */
    public Journal(List<FailureListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** A file was listed. */
    public synchronized void seen() {
        seen++;
    }

    /** A file is no photo, and doesn't claim to be one. */
    public synchronized void passedOver() {
        passedOver++;
    }

    /** The thumbnails of a photo were up to date. */
    public synchronized void skipped() {
        skipped++;
    }

    /**
     * The thumbnails of a photo were stored.
     *
     * @param photoBytes the size of the photo
     * @param thumbnailBytes the size of its thumbnails
     */
    public synchronized void ok(long photoBytes, long thumbnailBytes) {
        ok++;
        bytesIn += photoBytes;
        bytesOut += thumbnailBytes;
    }

    /**
     * A file failed.
     *
     * @param file the file
     * @param reason what is wrong with it
     */
    public synchronized void failed(Object file, String reason) {
        failed++;
        for (FailureListener listener : listeners) {
            listener.failed(file.toString(), reason);
        }
    }

    /**
     * Answers how far the run has come.
     *
     * @return the numbers at one instant
     */
    public synchronized Counts counts() {
        return new Counts(seen, passedOver, ok, skipped, failed, bytesIn, bytesOut);
    }
}
