package dev.sluice.thumbs.image;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a picture of its final size is sharpened and encoded.
 *
 * @param quality the quality of JPEG, WebP and AVIF, 1 to 100
 * @param subsampling how exact the colours of a JPEG are
 * @param sharpen whether edges are raised a little
 * @param keep what is taken over from the photo besides its pixels
 */
public record Finish(int quality, Subsampling subsampling, boolean sharpen, Set<Keep> keep) {
    /** The quality of a thumbnail unless said otherwise. */
    public static final int DEFAULT_QUALITY = 80;

    /** No sharpening, and nothing but pixels. */
    public static final Finish DEFAULT = new Finish(DEFAULT_QUALITY, Subsampling.AUTO, false, Set.of());

    private static final int FULL_COLOUR_QUALITY = 90;

    /** How exact the colours of a JPEG are. */
    public enum Subsampling {
        /** {@link #FULL} from a quality of 90 on, {@link #HALF} below. */
        AUTO,
        /** 4:2:0, one colour for each square of four pixels. */
        HALF,
        /** 4:4:4, a colour for each pixel. */
        FULL
    }

    /** What a thumbnail may take over from its photo. */
    public enum Keep {
        /** The colour profile: the colours stay as they are in the photo, unless it is CMYK. */
        ICC,
        /** The names of the author and of the owner of the rights, as EXIF. */
        COPYRIGHT,
        /** All EXIF data, with the place where the photo was taken; only the preview in it is left out. */
        EXIF
    }

    /** Checks the quality and copies the set. */
    public Finish {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality must be from 1 to 100, was " + quality);
        }
        keep = Set.copyOf(keep);
    }

    /** Returns whether a JPEG has a colour for each pixel. */
    boolean hasFullColour() {
        return switch (subsampling) {
            case AUTO -> quality >= FULL_COLOUR_QUALITY;
            case HALF -> false;
            case FULL -> true;
        };
    }

    boolean keeps(Keep kind) {
        return keep.contains(kind);
    }

    /** Returns what is kept, always in the same order. */
    Set<Keep> orderedKeep() {
        var ordered = EnumSet.noneOf(Keep.class);
        ordered.addAll(keep);
        return ordered;
    }
}
