package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.vips.Vips;
import dev.sluice.thumbs.image.vips.VipsException;
import java.util.Optional;

/** Encodes WebP and AVIF by libvips. */
record VipsEncoder(Vips vips, Vips.Save format) implements Encoder {
    private static final int TRIED_SIDE = 16;

    @Override
    public byte[] encode(Picture picture, Finish finish) throws ImageException {
        var pixels = new Vips.Pixels(picture.width(), picture.height(), picture.bands(), picture.bytes());
        try {
            return vips.save(format, pixels, finish.quality(), new Vips.Metadata(picture.profile(), picture.exif()));
        } catch (VipsException e) {
            throw new ImageException("libvips can't encode it as " + format + ": " + e.getMessage(), e);
        }
    }

    /** Returns what encodes a format, or nothing where this libvips doesn't; what it was built with only a try tells. */
    static Optional<VipsEncoder> of(Vips vips, OutputFormat format) {
        var encoder = new VipsEncoder(vips, format == OutputFormat.WEBP ? Vips.Save.WEBP : Vips.Save.AVIF);
        var picture = new Picture(TRIED_SIDE, TRIED_SIDE, 3, new byte[TRIED_SIDE * TRIED_SIDE * 3], null, null);
        try {
            encoder.encode(picture, Finish.DEFAULT);
            return Optional.of(encoder);
        } catch (ImageException _) {
            return Optional.empty();
        }
    }
}
