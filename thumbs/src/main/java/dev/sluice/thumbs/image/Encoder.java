package dev.sluice.thumbs.image;

import java.io.IOException;

/** Encodes pictures in one format. It is safe for use by any number of threads. */
@FunctionalInterface
interface Encoder {
    /**
     * Encodes a picture, whose colours lie on a background if the format has no transparency.
     *
     * @throws ImageException if the encoder can't encode this picture
     */
    byte[] encode(Picture picture, Finish finish) throws ImageException, IOException;
}
