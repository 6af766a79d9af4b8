package dev.sluice.thumbs.image;

import java.io.IOException;

/** A way of decoding photos, by the JDK or by a native library. It is safe for use by any number of threads. */
@FunctionalInterface
interface PhotoReader {
    /**
     * Reads the header of a photo.
     *
     * @throws UnsupportedImageException if this reader can't read such a photo
     * @throws ImageException if the photo is damaged
     */
    Photo open(PhotoFile file, ImageFormat format) throws ImageException, IOException;
}
