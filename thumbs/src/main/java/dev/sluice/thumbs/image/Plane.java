package dev.sluice.thumbs.image;

/**
 * A rectangle of samples that a decoder hands out line by line: a whole picture, or one component of it, which may have a resolution
 * of its own.
 *
 * @param width the samples, or pixels, of a line
 * @param height the number of lines
 * @param exactWidth the width as it would be if samples could be parts: the last one of a line may stand for less of the photo
 * @param exactHeight the height as it would be if lines could be parts
 */
record Plane(int width, int height, double exactWidth, double exactHeight) {
    /** A plane of whole samples. */
    Plane(int width, int height) {
        this(width, height, width, height);
    }

    /** Returns the plane of a picture that a decoder has shrunk by whole factors. */
    static Plane shrunk(int width, int height, int across, int down) {
        return new Plane(
                Math.ceilDiv(width, across),
                Math.ceilDiv(height, down),
                (double) width / across,
                (double) height / down);
    }
}
