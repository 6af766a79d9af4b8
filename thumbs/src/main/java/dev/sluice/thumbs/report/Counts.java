package dev.sluice.thumbs.report;

/**
 * How far a run has come.
 *
 * @param seen files that were listed, photos or not
 * @param passedOver files of these that aren't photos, and don't claim to be
 * @param ok photos whose thumbnails were stored
 * @param skipped photos whose thumbnails were up to date
 * @param failed files and folders that could not be read, made or stored
 * @param bytesIn the size of the photos whose thumbnails were stored
 * @param bytesOut the size of these thumbnails
 */
public record Counts(long seen, long passedOver, long ok, long skipped, long failed, long bytesIn, long bytesOut) {
    /**
     * Answers how many files were photos, or should have been.
     *
     * @return those that have come to an end
     */
    public long files() {
        return ok + skipped + failed;
    }

    /**
     * Answers how many files need no more work.
     *
     * @return photos and other files that have come to an end
     */
    public long done() {
        return files() + passedOver;
    }
}
