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
    private final boolean preview;

    /** Wraps an encoded thumbnail of a photo itself; the array is kept, not copied. */
    public Thumbnail(Variant variant, int width, int height, byte[] bytes) {
        this(variant, width, height, bytes, false);
    }

    /**
     * Wraps an encoded thumbnail; the array is kept, not copied.
     *
     * @param preview whether it is one of a preview that stands in for the photo
     */
    public Thumbnail(Variant variant, int width, int height, byte[] bytes, boolean preview) {
        this.variant = variant;
        this.width = width;
        this.height = height;
        this.bytes = bytes;
        this.preview = preview;
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

    /** Returns whether it was made of the preview that a camera left in a raw file, and not of the photo itself. */
    public boolean isOfPreview() {
        return preview;
    }

    @Override
    public String toString() {
        return variant.size() + " " + variant.format() + ": " + width + "×" + height + ", " + bytes.length + " bytes";
    }
}
