package dev.sluice.thumbs.image;

/**
 * A thumbnail is a small upright copy of a photo, encoded.
 *
 * <p>A thumbnail is safe for use by any number of threads as long as its bytes, which are not copied, are left as they are.
 */
public final class Thumbnail {
    private final Variant variant;
    private final int width;
    private final int height;
    private final byte[] bytes;

    /** Wraps an encoded thumbnail; the array is kept, not copied. */
    public Thumbnail(Variant variant, int width, int height, byte[] bytes) {
        this.variant = variant;
        this.width = width;
        this.height = height;
        this.bytes = bytes;
    }

    /** Returns what was asked for. */
    public Variant variant() {
        return variant;
    }

    /** Returns the width in pixels. */
    public int width() {
        return width;
    }

    /** Returns the height in pixels. */
    public int height() {
        return height;
    }

    /** Returns the encoded picture; the array is the thumbnail's own. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return variant.size() + " " + variant.format() + ": " + width + "×" + height + ", " + bytes.length + " bytes";
    }
}
