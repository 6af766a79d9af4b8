package dev.sluice.thumbs.image;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The box that a thumbnail is made for, in pixels of the upright picture.
 *
 * @param width the width of the box, from 1 to {@value #LARGEST}
 * @param height the height of the box, from 1 to {@value #LARGEST}
 */
public record Size(int width, int height) {
    /** The longest side that can be asked for. */
    public static final int LARGEST = 16_384;

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(?:x([0-9]{1,9}))?");

    /** Checks the sides. */
    public Size {
        requireSide(width);
        requireSide(height);
    }

    /** Returns a square box. */
    public static Size of(int side) {
        return new Size(side, side);
    }

    /**
     * Reads a size as {@link #toString} writes it: {@code 256} or {@code 800x600}.
     *
     * @throws IllegalArgumentException if the text is no size, or a side is out of its range
     */
    public static Size parse(String text) {
        Matcher sides = TEXT.matcher(text);
        if (!sides.matches()) {
            throw new IllegalArgumentException("size must be a number of pixels as in 256 or 800x600, was " + text);
        }
        int width = Integer.parseInt(sides.group(1));
        return new Size(width, sides.group(2) == null ? width : Integer.parseInt(sides.group(2)));
    }

    private static void requireSide(int side) {
        if (side < 1 || side > LARGEST) {
            throw new IllegalArgumentException("size must be from 1 to " + LARGEST + ", was " + side);
        }
    }

    /** Returns the same box lying on its side. */
    Size turned() {
        return new Size(/* width= */ height, /* height= */ width);
    }

    /** Returns {@code 256} for a square and {@code 800x600} for other boxes. */
    @Override
    public String toString() {
        return width == height ? Integer.toString(width) : width + "x" + height;
    }
}
