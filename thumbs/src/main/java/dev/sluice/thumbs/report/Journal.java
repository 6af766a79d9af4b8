package dev.sluice.thumbs.report;

import java.util.List;

/**
 * Takes down what becomes of each file. It keeps numbers only; the rest is passed on at once to those who show or store it, so
 * a million files take no memory.
 *
 * <p>A journal is safe for use by any number of threads.
 */
public final class Journal {
    /**
     * Thumbnails that were stored.
     *
     * @param photo the photo
     * @param thumbnails where they are
     * @param photoBytes the size of the photo
     * @param thumbnailBytes the size of its thumbnails
     * @param ofPreview whether they were made of the preview in a raw file
     */
    public record Made(String photo, List<String> thumbnails, long photoBytes, long thumbnailBytes, boolean ofPreview) {
        /** Copies the places. */
        public Made {
            thumbnails = List.copyOf(thumbnails);
        }

        /**
         * Describes thumbnails by things whose texts are the names.
         *
         * @param photo the photo
         * @param thumbnails where they are
         * @param photoBytes the size of the photo
         * @param thumbnailBytes the size of its thumbnails
         * @param ofPreview whether they were made of the preview in a raw file
         * @return the description
         */
        public static Made of(
                Object photo, List<?> thumbnails, long photoBytes, long thumbnailBytes, boolean ofPreview) {
            return new Made(photo.toString(), texts(thumbnails), photoBytes, thumbnailBytes, ofPreview);
        }
    }

    /** Hears what becomes of each photo. It is called by one thread at a time. */
    public interface Listener {
        /**
         * Hears that the thumbnails of a photo were stored.
         *
         * @param made the thumbnails
         */
        default void made(Made made) {}

        /**
         * Hears that the thumbnails of a photo would be made if this weren't a dry run.
         *
         * @param photo the photo
         * @param thumbnails where they would be
         */
        default void planned(String photo, List<String> thumbnails) {}

        /**
         * Hears that the thumbnails of a photo were up to date.
         *
         * @param photo the photo
         */
        default void upToDate(String photo) {}

        /**
         * Hears of a thumbnail whose photo is gone.
         *
         * @param thumbnail where it is, or was
         * @param deleted whether it was deleted, and not just found by a dry run
         */
        default void orphan(String thumbnail, boolean deleted) {}

        /**
         * Hears of a failure.
         *
         * @param file the file
         * @param reason what is wrong with it
         */
        void failed(String file, String reason);
    }

    private final List<Listener> listeners;

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
     * @param listeners hear what becomes of each photo
     */
    public Journal(List<? extends Listener> listeners) {
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

    /**
     * The thumbnails of a photo were up to date.
     *
     * @param photo the photo
     */
    public synchronized void upToDate(Object photo) {
        skipped++;
        listeners.forEach(each -> each.upToDate(photo.toString()));
    }

    /**
     * The thumbnails of a photo were stored.
     *
     * @param made the thumbnails
     */
    public synchronized void made(Made made) {
        ok++;
        bytesIn += made.photoBytes();
        bytesOut += made.thumbnailBytes();
        listeners.forEach(each -> each.made(made));
    }

    /**
     * The thumbnails of a photo would be made if this weren't a dry run.
     *
     * @param photo the photo
     * @param thumbnails where they would be
     * @param photoBytes the size of the photo
     */
    public synchronized void planned(Object photo, List<?> thumbnails, long photoBytes) {
        ok++;
        bytesIn += photoBytes;
        listeners.forEach(each -> each.planned(photo.toString(), texts(thumbnails)));
    }

    /**
     * A thumbnail's photo is gone.
     *
     * @param thumbnail where the thumbnail is, or was
     * @param deleted whether it was deleted, and not just found by a dry run
     */
    public synchronized void orphan(Object thumbnail, boolean deleted) {
        listeners.forEach(each -> each.orphan(thumbnail.toString(), deleted));
    }

    private static List<String> texts(List<?> things) {
        return things.stream().map(Object::toString).toList();
    }

    /**
     * A file failed.
     *
     * @param file the file
     * @param reason what is wrong with it
     */
    public synchronized void failed(Object file, String reason) {
        failed++;
        listeners.forEach(each -> each.failed(file.toString(), reason));
    }

    /**
     * Returns how far the run has come.
     *
     * @return the numbers at one instant
     */
    public synchronized Counts counts() {
        return new Counts(seen, passedOver, ok, skipped, failed, bytesIn, bytesOut);
    }
}
