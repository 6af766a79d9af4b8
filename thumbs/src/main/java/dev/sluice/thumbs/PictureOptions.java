package dev.sluice.thumbs;

import dev.sluice.thumbs.image.Finish;
import dev.sluice.thumbs.image.Size;
import dev.sluice.thumbs.image.Spec;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what the thumbnails look like. */
final class PictureOptions {
    @Option(
            names = "--size",
            split = ",",
            paramLabel = "PIXELS",
            converter = Sizes.class,
            description = "The longer edge, or a box as in 800x600; several sizes go to DIR/<size>. Default: 256.")
    private List<Size> sizes = List.of(Size.of(256));

    @Option(
            names = "--quality",
            paramLabel = "1-100",
            defaultValue = "" + Finish.DEFAULT_QUALITY,
            description = "The JPEG quality. Default: ${DEFAULT-VALUE}.")
    private int quality;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "" + Spec.DEFAULT_MAX_PIXELS,
            description = "Refuse photos of more pixels. Default: ${DEFAULT-VALUE}.")
    private long maxPixels;

    /**
     * Returns the thumbnails to make.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message begins with its option
     */
    Spec spec() {
        try {
            Spec spec = Spec.of(1).withQuality(quality).withMaxPixels(maxPixels);
            return new Spec(
                    sizes.stream().distinct().toList(),
                    spec.formats(),
                    spec.framing(),
                    spec.finish(),
                    spec.maxPixels());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--" + String.valueOf(e.getMessage()).replace("maxPixels", "max-pixels"), e);
        }
    }

    /** Reads a size. */
    static final class Sizes implements ITypeConverter<Size> {
        @Override
        public Size convert(String text) {
            try {
                return Size.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
