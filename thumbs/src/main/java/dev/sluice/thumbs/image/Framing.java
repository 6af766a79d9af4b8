package dev.sluice.thumbs.image;

/**
 * How a picture is brought into its box.
 *
 * @param fit what gives way where the box has another shape than the picture
 * @param crop which part is kept by {@link Fit#COVER}
 * @param background the colour, as {@code 0xrrggbb}, below transparent parts where the format has no transparency
 */
public record Framing(Fit fit, Crop crop, int background) {
    /** All of the picture, on white where it is transparent. */
    public static final Framing DEFAULT = new Framing(Fit.INSIDE, Crop.CENTRE, 0xffffff);

    /** What gives way where the box has another shape than the picture. */
    public enum Fit {
        /** The box: the whole picture is within it, and one side of it is filled. */
        INSIDE,
        /** The picture: it fills the box, and what is outside is cut off. */
        COVER,
        /** The shape: the whole picture is stretched to fill the box. */
        FILL
    }

    /** Which part of a picture is kept. */
    public enum Crop {
        /** The middle. */
        CENTRE,
        /** What draws the eye, as libvips tells it: faces' colours, edges, strong colours. */
        ATTENTION
    }

    /** Checks the values. */
    public Framing {
        if (background < 0 || background > 0xffffff) {
            throw new IllegalArgumentException("background must be from 0 to 0xffffff, was " + background);
        }
    }
}
