package dev.sluice.thumbs.image;

/**
 * Makes a plane smaller while it is being decoded, line by line.
 *
 * <p>It never holds more than a few lines of the photo, however large that is.
 */
final class PlaneScaler {
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

    private final Plane plane;
    private final int bands;
    private final int blockWidth;
    private final int blockHeight;
    private final int[] sums;
    private final Resampler resampler;
    private int linesInBlock;
    private int lines;

    /**
     * Prepares for a plane, to be made into one of another size.
     *
     * @param bands the samples of a pixel of the plane
     * @param pictureWidth the width of the picture
     * @param pictureHeight the height of the picture
     * @param picture takes its samples, which may lie a little outside of their range
     */
    PlaneScaler(Plane plane, int bands, int pictureWidth, int pictureHeight, Resampler.Samples picture) {
        this.plane = plane;
        this.bands = bands;
        this.blockWidth = Math.max(1, plane.width() / (pictureWidth * CELLS_A_PIXEL));
        this.blockHeight = Math.clamp(plane.height() / (pictureHeight * CELLS_A_PIXEL), 1, MOST_LINES);
        int cellsInLine = Math.ceilDiv(plane.width(), blockWidth);
        this.sums = new int[isWithoutBlocks() ? 0 : plane.width() * bands];
        this.resampler = new Resampler(
                Weights.of(plane.exactWidth() / blockWidth, cellsInLine, pictureWidth),
                Weights.of(plane.exactHeight() / blockHeight, Math.ceilDiv(plane.height(), blockHeight), pictureHeight),
                cellsInLine,
                bands,
                picture);
    }

    private boolean isWithoutBlocks() {
        return blockWidth == 1 && blockHeight == 1;
    }

    /** The lines that have come so far. */
    int lines() {
        return lines;
    }

    void line(byte[] samples) {
        if (isWithoutBlocks()) {
            float[] cells = resampler.line();
            for (int i = 0; i < cells.length; i++) {
                cells[i] = samples[i] & 0xff;
            }
            lines++;
            resampler.add();
            return;
        }
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

    void line(int[] samples) {
        if (isWithoutBlocks()) {
            float[] cells = resampler.line();
            for (int i = 0; i < cells.length; i++) {
                cells[i] = samples[i];
            }
            lines++;
            resampler.add();
            return;
        }
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
        if (linesInBlock < blockHeight && lines < plane.height()) {
            return;
        }
        float[] cells = resampler.line();
        if (blockWidth == 1) {
            float share = 1f / linesInBlock;
            for (int i = 0; i < cells.length; i++) {
                cells[i] = sums[i] * share;
            }
        } else {
            averageBlocks(cells);
        }
        resampler.add();
        linesInBlock = 0;
    }

    private void averageBlocks(float[] cells) {
        int cell = 0;
        for (int left = 0; left < plane.width(); left += blockWidth) {
            int columns = Math.min(blockWidth, plane.width() - left);
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
