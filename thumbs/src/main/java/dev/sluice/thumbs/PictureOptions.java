package dev.sluice.thumbs;

import dev.sluice.thumbs.image.Backend;
import dev.sluice.thumbs.image.Finish;
import dev.sluice.thumbs.image.Framing;
import dev.sluice.thumbs.image.OutputFormat;
import dev.sluice.thumbs.image.Size;
import dev.sluice.thumbs.image.Spec;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what the thumbnails look like, and what makes them. */
final class PictureOptions {
    @Option(
            names = "--size",
            split = ",",
            paramLabel = "PIXELS",
            converter = Sizes.class,
            description = "The longer edge, or a box as in 800x600; several sizes go to DIR/<size>. Default: 256.")
    private List<Size> sizes = List.of(Size.of(256));

    @Option(
            names = "--format",
            split = ",",
            paramLabel = "FORMAT",
            description = "jpeg, png, webp or avif, or several of them. WebP and AVIF need libvips. Default: jpeg.")
    private List<OutputFormat> formats = List.of(OutputFormat.JPEG);

    @Option(
            names = "--quality",
            paramLabel = "1-100",
            defaultValue = "" + Finish.DEFAULT_QUALITY,
            description = "The quality of JPEG, WebP and AVIF. Default: ${DEFAULT-VALUE}.")
    private int quality;

    @Option(
            names = "--fit",
            paramLabel = "HOW",
            description = "inside: all of the photo within the box; cover: the box is filled, and the rest cut off;"
                    + " fill: stretched to the box. Default: inside.")
    private Framing.Fit fit = Framing.Fit.INSIDE;

    @Option(
            names = "--crop",
            paramLabel = "WHAT",
            description = "What --fit cover keeps: centre, or attention for what draws the eye, which needs libvips."
                    + " Default: centre.")
    private Framing.Crop crop = Framing.Crop.CENTRE;

    @Option(
            names = "--background",
            paramLabel = "RRGGBB",
            converter = Colour.class,
            description = "The colour below transparent parts in a JPEG. Default: ffffff.")
    private Integer background = Framing.DEFAULT.background();

    @Option(
            names = "--keep",
            split = ",",
            paramLabel = "WHAT",
            description =
                    "icc, copyright, exif (with the place!), or several of them. Default: nothing, colours in sRGB.")
    private Set<Finish.Keep> keep = Set.of();

    @Option(names = "--sharpen", description = "Sharpen edges a little.")
    private boolean sharpen;

    @Option(
            names = "--subsampling",
            paramLabel = "4:2:0|4:4:4",
            converter = Colours.class,
            description = "The chroma subsampling of a JPEG. Default: 4:4:4 from --quality 90 on.")
    private Finish.Subsampling subsampling = Finish.Subsampling.AUTO;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "" + Spec.DEFAULT_MAX_PIXELS,
            description = "Refuse photos with more pixels. Default: ${DEFAULT-VALUE}.")
    private long maxPixels;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "auto, turbo, vips or jdk: what reads photos. Default: auto, the fastest for each photo that"
                    + " sluice doctor finds.")
    private @Nullable String backend;

    /**
     * Returns the thumbnails to make.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message begins with its option
     */
    Spec spec() {
        return told(() -> new Spec(
                sizes.stream().distinct().toList(),
                formats.stream().distinct().toList(),
                new Framing(fit, crop, background),
                new Finish(quality, subsampling, sharpen, keep),
                maxPixels));
    }

    /**
     * Returns what makes them.
     *
     * @param unlessNamed what does if no backend is named
     * @throws IllegalArgumentException if it can't on this machine; the message says what to do about it
     */
    Backend backend(Backend unlessNamed) {
        String name = backend;
        Backend chosen = name == null ? unlessNamed : told(() -> Backend.named(name.toLowerCase(Locale.ROOT)));
        chosen.refusal(spec()).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        return chosen;
    }

    private static <T> T told(Supplier<T> made) {
        try {
            return made.get();
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

    /** Reads a colour. */
    static final class Colour implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            String digits = text.startsWith("#") ? text.substring(1) : text;
            if (!digits.matches("[0-9a-fA-F]{6}")) {
                throw new TypeConversionException("background must be a colour as in ff8000, was " + text);
            }
            return HexFormat.fromHexDigits(digits);
        }
    }

    /** Reads a subsampling. */
    static final class Colours implements ITypeConverter<Finish.Subsampling> {
        @Override
        public Finish.Subsampling convert(String text) {
            return switch (text) {
                case "4:2:0", "420" -> Finish.Subsampling.HALF;
                case "4:4:4", "444" -> Finish.Subsampling.FULL;
                default -> throw new TypeConversionException("subsampling must be 4:2:0 or 4:4:4, was " + text);
            };
        }
    }
}
