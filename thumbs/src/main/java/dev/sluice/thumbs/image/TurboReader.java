package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.foreign.Discovery;
import dev.sluice.thumbs.image.turbo.TurboJpeg;
import java.io.IOException;
import java.util.function.Supplier;

/** Decodes JPEGs by libjpeg-turbo, where that is there. */
record TurboReader(Supplier<Discovery<TurboJpeg>> library) implements PhotoReader {
    @Override
    public Photo open(PhotoFile file, ImageFormat format) throws ImageException, IOException {
        if (format != ImageFormat.JPEG) {
            throw new UnsupportedImageException("a photo in " + format.label()
                    + " format, which the turbo backend can't read; --backend auto takes one that can");
        }
        Discovery<TurboJpeg> found = library.get();
        return TurboPhoto.open(
                found.library()
                        .orElseThrow(() -> new UnsupportedImageException("libturbojpeg: " + found.description())),
                file);
    }
}
