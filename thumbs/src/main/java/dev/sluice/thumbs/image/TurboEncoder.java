package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.turbo.TurboException;
import dev.sluice.thumbs.image.turbo.TurboJpeg;

/** Encodes JPEGs by libjpeg-turbo: baseline, with the standard Huffman tables. */
record TurboEncoder(TurboJpeg turbo) implements Encoder {
    @Override
    public byte[] encode(Picture picture, Finish finish) throws ImageException {
        try {
            byte[] jpeg = turbo.encode(
                    picture.bytes(), picture.width(), picture.height(), finish.quality(), finish.hasFullColour());
            return JpegSegments.into(jpeg, picture.exif(), picture.profile());
        } catch (TurboException e) {
            throw new ImageException("libjpeg-turbo can't encode it: " + e.getMessage(), e);
        }
    }
}
