package dev.sluice.thumbs.image;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A photo whose header was read and whose picture wasn't yet: its size is known before any memory is spent on it. */
interface Photo {
    /** The width in pixels, as stored. */
    int width();

    /** The height in pixels, as stored. */
    int height();

    /** How many pixels the decoder makes room for: more than the size says, if the file holds a larger picture than it says. */
    default long pixels() {
        return (long) width() * height();
    }

    /** How to turn the stored picture upright. */
    Orientation orientation();

    /** Returns the EXIF data, or null if there is none or this reader doesn't pass it on. */
    default byte @Nullable [] exif() {
        return null;
    }

    /**
     * Returns this photo as a smaller one, if its decoder can leave out detail that a thumbnail doesn't need.
     *
     * @param leastWidth the width of the largest thumbnail, as the photo is stored
     * @param leastHeight the height of the largest thumbnail, as the photo is stored
     */
    default Photo reducedTo(int leastWidth, int leastHeight) {
        return this;
    }

    /**
     * Returns what {@link #decode} hands out: one plane with all components, or a plane for each component.
     */
    default List<Plane> planes() {
        return List.of(new Plane(width(), height()));
    }

    /**
     * Decodes the picture, once.
     *
     * @throws ImageException if the picture is damaged or incomplete
     * @throws IOException if the decoder gives up on it, or the file can't be read
     */
    void decode(Lines lines) throws ImageException, IOException;
}
