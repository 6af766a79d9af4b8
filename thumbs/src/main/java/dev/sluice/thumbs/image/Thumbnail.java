package dev.sluice.thumbs.image;

/**
 * A thumbnail is a small upright sRGB copy of a photo, encoded as JPEG.
 *
 * <p>A thumbnail is safe for use by any number of threads as long as nobody changes its bytes, which are not copied.
 */
public final class Thumbnail {
    private final int size;
    private final int width;
    private final int height;
    private final byte[] jpeg;

    /** Wraps an encoded thumbnail; the array is kept, not copied. */
    public Thumbnail(int size, int width, int height, byte[] jpeg) {
        this.size = size;
        this.width = width;
        this.height = height;
        this.jpeg = jpeg;
    }

    /** The size that was asked for; the longer side is smaller where the photo is. */
    public int size() {
        return size;
    }

    /** The width in pixels. */
    public int width() {
        return width;
    }

    /** The height in pixels. */
    public int height() {
        return height;
    }

    /** The encoded picture; the array is the thumbnail's own. */
    public byte[] jpeg() {
        return jpeg;
    }

    @Override
    public String toString() {
        return size + ": " + width + "×" + height + ", " + jpeg.length + " bytes";
    }
}
