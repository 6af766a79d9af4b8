package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.foreign.Discovery;
import dev.sluice.thumbs.image.vips.Vips;
import java.io.IOException;
import java.util.function.Supplier;

/** Decodes by libvips, where that is there and was built with a loader for the format. */
record VipsReader(Supplier<Discovery<Vips>> library) implements PhotoReader {
    @Override
    public Photo open(PhotoFile file, ImageFormat format) throws ImageException, IOException {
        Discovery<Vips> found = library.get();
        String loader = loader(format);
        Vips vips = found.library()
                .filter(each -> reads(each, format))
                .orElseThrow(() -> new UnsupportedImageException("a photo in " + format.label()
                        + " format, which libvips can't read here: " + found.description()));
        return switch (format) {
            case JPEG -> VipsJpeg.open(vips, file);
            // The library applies the orientation of these by itself, so only it can tell their sizes.
            case HEIC, AVIF, JXL -> VipsPhoto.measured(vips, file, format, loader);
            default -> {
                Photo header = new JdkReader().open(file, format);
                // The frame of an animation that doesn't fill its canvas: the library paints it in ways of its own.
                if (header instanceof WholePhoto whole && !whole.canvas().isFilled()) {
                    throw new UnsupportedImageException("a " + format.label()
                            + " whose first frame is smaller than its canvas, which the vips backend leaves to jdk");
                }
                yield VipsPhoto.of(vips, file, format, loader, header);
            }
        };
    }

    /** Returns whether a library was built with a loader for the format. */
    static boolean reads(Vips vips, ImageFormat format) {
        return format != ImageFormat.BMP && format != ImageFormat.RAW && vips.has(loader(format) + "load_buffer");
    }

    private static String loader(ImageFormat format) {
        return switch (format) {
            case JPEG -> "jpeg";
            case PNG -> "png";
            case GIF -> "gif";
            case WEBP -> "webp";
            case TIFF -> "tiff";
            case HEIC, AVIF -> "heif";
            case JXL -> "jxl";
            case RAW -> "dcraw"; // develops them, in a minute where their preview takes a moment
            case BMP -> "magick"; // which reads hundreds of formats that it was never made safe for, so it isn't used
        };
    }
}
