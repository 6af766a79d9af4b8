package dev.sluice.thumbs.image;

/**
 * The sizes that a photo is scaled and then cut to, upright.
 *
 * @param scaledWidth the width of the whole photo after scaling
 * @param scaledHeight the height of the whole photo after scaling
 * @param width the width that is kept of it
 * @param height the height that is kept of it
 */
record Frame(int scaledWidth, int scaledHeight, int width, int height) {
    /**
     * Computes the sizes. A photo is never made larger: a box that it can't fill gets smaller, and keeps its shape.
     *
     * @param photoWidth the width of the upright photo
     * @param photoHeight the height of the upright photo
     */
    static Frame of(int photoWidth, int photoHeight, Size box, Framing.Fit fit) {
        double across = (double) box.width() / photoWidth;
        double down = (double) box.height() / photoHeight;
        if (fit == Framing.Fit.INSIDE) {
            double factor = Math.min(1, Math.min(across, down));
            int width = pixels(photoWidth * factor);
            int height = pixels(photoHeight * factor);
            return new Frame(width, height, width, height);
        }
        double shrink = Math.max(1, Math.max(across, down));
        int width = pixels(box.width() / shrink);
        int height = pixels(box.height() / shrink);
        if (fit == Framing.Fit.FILL) {
            return new Frame(width, height, width, height);
        }
        double factor = Math.max((double) width / photoWidth, (double) height / photoHeight);
        return new Frame(
                Math.max(width, pixels(photoWidth * factor)),
                Math.max(height, pixels(photoHeight * factor)),
                width,
                height);
    }

    private static int pixels(double side) {
        return (int) Math.max(1, Math.round(side));
    }

    boolean isCut() {
        return width < scaledWidth || height < scaledHeight;
    }
}
