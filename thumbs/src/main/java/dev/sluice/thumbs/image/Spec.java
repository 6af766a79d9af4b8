package dev.sluice.thumbs.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A spec says which thumbnails to make of a photo.
 *
 * @param sizes the boxes that thumbnails are made for, at least one
 * @param formats the formats that each size is made in, at least one
 * @param framing how a picture is brought into its box
 * @param finish how it is sharpened and encoded
 * @param maxPixels the largest photo that is read, in pixels (width times height), at least 1
 */
public record Spec(List<Size> sizes, List<OutputFormat> formats, Framing framing, Finish finish, long maxPixels) {
    /** The pixel limit unless said otherwise: 16384×16384, above all cameras and below what fills a memory. */
    public static final long DEFAULT_MAX_PIXELS = 16_384L * 16_384L;

    /** Checks the values and copies the lists. */
    public Spec {
        sizes = List.copyOf(sizes);
        formats = List.copyOf(formats);
        if (sizes.isEmpty()) {
            throw new IllegalArgumentException("sizes must name at least one size");
        }
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("formats must name at least one format");
        }
        if (maxPixels < 1) {
            throw new IllegalArgumentException("maxPixels must be at least 1, was " + maxPixels);
        }
    }

    /** Returns a spec of JPEGs that fit into squares of these sides; all else is as it is unless said otherwise. */
    public static Spec of(int... sides) {
        List<Size> sizes = IntStream.of(sides).mapToObj(Size::of).toList();
        return new Spec(sizes, List.of(OutputFormat.JPEG), Framing.DEFAULT, Finish.DEFAULT, DEFAULT_MAX_PIXELS);
    }

    /** Returns this spec with other formats. */
    public Spec withFormats(OutputFormat... others) {
        return new Spec(sizes, List.of(others), framing, finish, maxPixels);
    }

    /** Returns this spec with another way into the box. */
    public Spec with(Framing other) {
        return new Spec(sizes, formats, other, finish, maxPixels);
    }

    /** Returns this spec with another finish. */
    public Spec with(Finish other) {
        return new Spec(sizes, formats, framing, other, maxPixels);
    }

    /** Returns this spec with another quality. */
    public Spec withQuality(int quality) {
        return with(new Finish(quality, finish.subsampling(), finish.sharpen(), finish.keep()));
    }

    /** Returns this spec with another pixel limit. */
    public Spec withMaxPixels(long limit) {
        return new Spec(sizes, formats, framing, finish, limit);
    }

    /** Returns the thumbnails to make: each size in each format. */
    public List<Variant> variants() {
        var variants = new ArrayList<Variant>();
        for (Size size : sizes) {
            for (OutputFormat format : formats) {
                variants.add(new Variant(size, format, recipe(size, format)));
            }
        }
        return List.copyOf(variants);
    }

    /** What is as it is unless said otherwise isn't named, so that a new option leaves the thumbnails of today current. */
    private String recipe(Size size, OutputFormat format) {
        var words = new ArrayList<>(List.of(size.toString(), "px"));
        if (format != OutputFormat.JPEG) {
            words.add(format.extension());
        }
        if (format != OutputFormat.PNG) {
            words.add("quality " + finish.quality());
        }
        if (format == OutputFormat.JPEG && finish.hasFullColour()) {
            words.add("4:4:4");
        }
        if (framing.fit() != Framing.Fit.INSIDE) {
            words.add(word(framing.fit()));
        }
        if (framing.fit() == Framing.Fit.COVER && framing.crop() != Framing.Crop.CENTRE) {
            words.add(word(framing.crop()));
        }
        if (!format.isTransparent() && framing.background() != Framing.DEFAULT.background()) {
            words.add(String.format(Locale.ROOT, "on %06x", framing.background()));
        }
        if (finish.sharpen()) {
            words.add("sharpened");
        }
        finish.orderedKeep().forEach(kept -> words.add("with " + word(kept)));
        return String.join(" ", words);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
