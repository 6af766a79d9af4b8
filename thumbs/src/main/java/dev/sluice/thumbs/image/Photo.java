package dev.sluice.thumbs.image;

import java.io.IOException;

/** A photo whose header was read and whose picture wasn't yet: its size is known before any memory is spent on it. */
interface Photo {
    /** The width in pixels, as stored. */
    int width();

    /** The height in pixels, as stored. */
    int height();

    /** How to turn the stored picture upright. */
    Orientation orientation();

    /**
     * Decodes the picture, once.
     *
     * @throws ImageException if the picture is damaged or incomplete
     * @throws IOException if the decoder gives up on it, or the file can't be read
     */
    void decode(Lines lines) throws ImageException, IOException;
}
