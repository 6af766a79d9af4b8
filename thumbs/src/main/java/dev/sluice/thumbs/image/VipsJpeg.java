package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.vips.Vips;
import dev.sluice.thumbs.image.vips.VipsException;
import dev.sluice.thumbs.image.vips.VipsImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** A JPEG, decoded by libvips to a part of its size. */
record VipsJpeg(Vips vips, PhotoFile file, JpegHeader header, boolean severalScans, int shrink) implements Photo {
    static Photo open(Vips vips, PhotoFile file) throws ImageException, IOException {
        try (PhotoStream in = file.stream()) {
            JpegHeader header = JpegHeader.read(in);
            return new VipsJpeg(vips, file, header, NativeJpeg.hasSeveralScans(in, header), 1);
        }
    }

    @Override
    public int width() {
        return header.width() / shrink;
    }

    @Override
    public int height() {
        return header.height() / shrink;
    }

    @Override
    public byte @Nullable [] exif() {
        return header.exif();
    }

    @Override
    public Orientation orientation() {
        return header.orientation();
    }

    /** The library leaves out a last pixel that isn't whole, so it is asked only for what comes out even. */
    @Override
    public Photo reducedTo(int leastWidth, int leastHeight) {
        int factor = Reduction.of(header.width(), header.height(), leastWidth, leastHeight);
        while (header.width() % factor != 0 || header.height() % factor != 0) {
            factor /= 2;
        }
        return new VipsJpeg(vips, file, header, severalScans, factor);
    }

    @Override
    public void decode(Lines lines) throws ImageException, IOException {
        long bytes = file.length() + (severalScans ? header.coefficientBytes() : 0);
        try (var _ = NativeMemory.ofProcess().take(bytes);
                Arena arena = Arena.ofConfined();
                VipsImage image = vips.openJpeg(NativeJpeg.read(file, header, severalScans, arena), shrink)) {
            // The plain header makes the library believe that four components are inverted, and it inverts them back.
            boolean inverted = header.encoding().bands() == 4;
            VipsLines.requireSize(image, width(), height());
            VipsLines.send(image, new Layout(header.encoding(), 255, header.profile()), inverted, lines);
        } catch (VipsException e) {
            throw new ImageException("damaged or truncated JPEG: " + e.getMessage(), e);
        }
    }
}
