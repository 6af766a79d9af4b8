package dev.sluice.thumbs;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a {@link Job}: thumbnails that are stored, or the reason why there are none.
 *
 * @param bytes the size of the thumbnails together
 * @param ofPreview whether they were made of the preview in a raw file
 * @param failure what is wrong with the photo, or null if nothing is
 * @param stopped why no photo of this run can be stored, or null if others can
 */
record Stored(
        long bytes,
        boolean ofPreview,
        @Nullable String failure,
        @Nullable String stopped) {
    static Stored thumbnails(long bytes, boolean ofPreview) {
        return new Stored(bytes, ofPreview, null, null);
    }

    static Stored failed(String reason) {
        return new Stored(0, false, reason, null);
    }

    static Stored stopped(String reason) {
        return new Stored(0, false, null, reason);
    }
}
