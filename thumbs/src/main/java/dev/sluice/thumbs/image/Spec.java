package dev.sluice.thumbs.image;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A spec says which thumbnails to make of a photo.
 *
 * @param sizes the longer side of each thumbnail in pixels, at least one size, each from 1 to {@value #LARGEST_SIZE}
 * @param quality the JPEG quality, 1 to 100
 * @param maxPixels the largest photo that is read, in pixels (width times height), at least 1
 */
public record Spec(List<Integer> sizes, int quality, long maxPixels) {
    /** The quality of a thumbnail unless said otherwise. */
    public static final int DEFAULT_QUALITY = 80;

    /** The pixel limit unless said otherwise: 16384×16384, above all cameras and below what fills a memory. */
    public static final long DEFAULT_MAX_PIXELS = 16_384L * 16_384L;

    /** The largest thumbnail that can be asked for. */
    public static final int LARGEST_SIZE = 16_384;

    /** Checks the values and copies the sizes. */
    public Spec {
        sizes = List.copyOf(sizes);
        if (sizes.isEmpty()) {
            throw new IllegalArgumentException("sizes must name at least one size");
        }
        for (int size : sizes) {
            if (size < 1 || size > LARGEST_SIZE) {
                throw new IllegalArgumentException("size must be from 1 to " + LARGEST_SIZE + ", was " + size);
            }
        }
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality must be from 1 to 100, was " + quality);
        }
        if (maxPixels < 1) {
            throw new IllegalArgumentException("maxPixels must be at least 1, was " + maxPixels);
        }
    }

    /** A spec of these sizes with the default quality and pixel limit. */
    public static Spec of(int... sizes) {
        return new Spec(IntStream.of(sizes).boxed().toList(), DEFAULT_QUALITY, DEFAULT_MAX_PIXELS);
    }
}
