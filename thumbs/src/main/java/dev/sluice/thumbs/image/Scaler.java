package dev.sluice.thumbs.image;

/**
 * Makes a picture smaller while it is being decoded, line by line.
 *
 * <p>It never holds more than a few lines of the photo, however large that is.
 */
final class Scaler implements Lines {
    /*
     * Pass 1 averages blocks of whole pixels into cells: cheap, and every pixel has the same share. Lines are added
     * up as they come; a block is summed from left to right only once its lines are together.
     *
     * Pass 2 brings the cells to the final size with a good filter. It has at least CELLS_A_PIXEL cells for each
     * pixel in both directions as long as the photo has, so that what blocks do wrong (they let some of the finest
     * detail through as false detail) lies beyond what the filter keeps.
     *
     * Nothing is rounded in between.
     */

    private static final int CELLS_A_PIXEL = 2;
    private static final int MOST_LINES = Integer.MAX_VALUE / 65535; // whose samples of 16 bits add up to an int

    private final int width;
    private final int height;
    private final double exactWidth;
    private final double exactHeight;
    private final int pictureWidth;
    private final int pictureHeight;
    private final int blockWidth;
    private final int blockHeight;
    private Layout layout = new Layout(Layout.Encoding.GREY, 255, null);
    private int[] sums = {};
    private float[] cells = {};
    private Resampler resampler = new Resampler(new Weights(1, 1, 1), new Weights(1, 1, 1), 1, 1);
    private int linesInBlock;
    private int lines;

    /**
     * Prepares for a photo, to be made into a picture of at most its size.
     *
     * @param pictureWidth the width of the picture
     * @param pictureHeight the height of the picture
     */
    Scaler(Photo photo, int pictureWidth, int pictureHeight) {
        this(photo.width(), photo.height(), photo.exactWidth(), photo.exactHeight(), pictureWidth, pictureHeight);
    }

    /** Prepares for a photo of whole pixels. */
    Scaler(int width, int height, int pictureWidth, int pictureHeight) {
        this(width, height, width, height, pictureWidth, pictureHeight);
    }

    private Scaler(int width, int height, double exactWidth, double exactHeight, int pictureWidth, int pictureHeight) {
        this.width = width;
        this.height = height;
        this.exactWidth = exactWidth;
        this.exactHeight = exactHeight;
        this.pictureWidth = pictureWidth;
        this.pictureHeight = pictureHeight;
        this.blockWidth = Math.max(1, width / (pictureWidth * CELLS_A_PIXEL));
        this.blockHeight = Math.clamp(height / (pictureHeight * CELLS_A_PIXEL), 1, MOST_LINES);
    }

    int pictureWidth() {
        return pictureWidth;
    }

    int pictureHeight() {
        return pictureHeight;
    }

    Layout layout() {
        return layout;
    }

    /** The lines that have come so far. */
    int lines() {
        return lines;
    }

    /** The samples of the small picture, which may lie a little outside of their range. */
    float[] picture() {
        return resampler.picture();
    }

    @Override
    public void begin(Layout layout) {
        this.layout = layout;
        this.lines = 0;
        this.linesInBlock = 0;
        int bands = layout.bands();
        int cellsInLine = Math.ceilDiv(width, blockWidth);
        this.sums = new int[width * bands];
        this.cells = new float[cellsInLine * bands];
        this.resampler = new Resampler(
                new Weights(exactWidth / blockWidth, cellsInLine, pictureWidth),
                new Weights(exactHeight / blockHeight, Math.ceilDiv(height, blockHeight), pictureHeight),
                cellsInLine,
                bands);
    }

    @Override
    public void line(byte[] samples) {
        if (linesInBlock == 0) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = samples[i] & 0xff;
            }
        } else {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += samples[i] & 0xff;
            }
        }
        lineAdded();
    }

    @Override
    public void line(int[] samples) {
        if (linesInBlock == 0) {
            System.arraycopy(samples, 0, sums, 0, sums.length);
        } else {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += samples[i];
            }
        }
        lineAdded();
    }

    private void lineAdded() {
        lines++;
        linesInBlock++;
        if (linesInBlock < blockHeight && lines < height) {
            return;
        }
        if (blockWidth == 1) {
            float share = 1f / linesInBlock;
            for (int i = 0; i < cells.length; i++) {
                cells[i] = sums[i] * share;
            }
        } else {
            averageBlocks();
        }
        resampler.add(cells);
        linesInBlock = 0;
    }

    private void averageBlocks() {
        int bands = layout.bands();
        int cell = 0;
        for (int left = 0; left < width; left += blockWidth) {
            int columns = Math.min(blockWidth, width - left);
            float share = 1f / ((long) linesInBlock * columns);
            int end = (left + columns) * bands;
            for (int band = 0; band < bands; band++) {
                long sum = 0;
                for (int i = left * bands + band; i < end; i += bands) {
                    sum += sums[i];
                }
                cells[cell++] = sum * share;
            }
        }
    }
}
