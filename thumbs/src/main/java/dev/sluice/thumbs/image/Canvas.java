package dev.sluice.thumbs.image;

/**
 * The canvas of a photo and where on it the picture lies, as in the frames of an animation.
 *
 * @param width the width of the canvas in pixels
 * @param height the height of the canvas in pixels
 * @param x the left edge of the picture on the canvas
 * @param y the upper edge of the picture on the canvas
 * @param pictureWidth the width of the picture; it ends within the canvas
 * @param pictureHeight the height of the picture; it ends within the canvas
 */
record Canvas(int width, int height, int x, int y, int pictureWidth, int pictureHeight) {
    /** A canvas which its picture fills. */
    static Canvas of(int width, int height) {
        return new Canvas(width, height, 0, 0, width, height);
    }

    /** A canvas which is made larger where its picture doesn't fit. */
    static Canvas around(int width, int height, int x, int y, int pictureWidth, int pictureHeight) {
        return new Canvas(
                Math.max(width, x + pictureWidth),
                Math.max(height, y + pictureHeight),
                x,
                y,
                pictureWidth,
                pictureHeight);
    }

    boolean isFilled() {
        return width == pictureWidth && height == pictureHeight;
    }

    boolean hasLine(int line) {
        return line >= y && line < y + pictureHeight;
    }
}
