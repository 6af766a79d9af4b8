package dev.sluice.thumbs.image;

/** How far a JPEG decoder shrinks a picture while it decodes it. */
final class Reduction {
    private static final int[] FACTORS = {8, 4, 2};
    private static final double CELLS_A_PIXEL = 1.5;

    private Reduction() {}

    /**
     * Returns the largest factor of 8, 4, 2 and 1 that leaves 1.5 decoded pixels for each pixel of the largest thumbnail.
     *
     * @param width the width of the photo
     * @param height the height of the photo
     * @param leastWidth the width of the largest thumbnail, as the photo is stored
     * @param leastHeight the height of the largest thumbnail, as the photo is stored
     */
    static int of(int width, int height, int leastWidth, int leastHeight) {
        for (int factor : FACTORS) {
            if (width >= leastWidth * CELLS_A_PIXEL * factor && height >= leastHeight * CELLS_A_PIXEL * factor) {
                return factor;
            }
        }
        return 1;
    }
}
