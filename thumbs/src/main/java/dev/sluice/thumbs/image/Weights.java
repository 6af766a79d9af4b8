package dev.sluice.thumbs.image;

import java.util.Arrays;

/**
 * The weights with which the cells of a line make up the pixels of a smaller one: a Lanczos filter with three lobes,
 * stretched by the factor of the reduction.
 *
 * <p>A line may be a fraction of a cell long, as when its last cell covers fewer pixels than the others: that cell
 * weighs less.
 */
final class Weights {
    private static final int LOBES = 3;
    private static final double NEGLIGIBLE = 1e-4;

    private final int[] first;
    private final float[][] weights;

    /**
     * Computes the weights.
     *
     * @param length the length of the line in cells
     * @param cells the number of cells; the last one stands for what is left of the length after the others
     * @param pixels the number of pixels to make of it
     */
    Weights(double length, int cells, int pixels) {
        this.first = new int[pixels];
        this.weights = new float[pixels][];
        double lastCell = length - (cells - 1);
        double reduction = length / pixels;
        double stretch = Math.max(1, reduction);
        for (int pixel = 0; pixel < pixels; pixel++) {
            double centre = (pixel + 0.5) * reduction;
            int from = Math.max(0, (int) Math.floor(centre - LOBES * stretch));
            int to = Math.min(cells, (int) Math.ceil(centre + LOBES * stretch));
            var shares = new double[to - from];
            for (int i = 0; i < shares.length; i++) {
                double coverage = from + i == cells - 1 ? lastCell : 1;
                shares[i] = coverage * lanczos((from + i + 0.5 - centre) / stretch);
            }
            store(pixel, from, shares);
        }
    }

    /** Cuts off what doesn't count at both ends, and makes the rest add up to one. */
    private void store(int pixel, int from, double[] shares) {
        double sum = Arrays.stream(shares).sum();
        int start = 0;
        int end = shares.length;
        while (start < end - 1 && Math.abs(shares[start]) < NEGLIGIBLE * sum) {
            start++;
        }
        while (end > start + 1 && Math.abs(shares[end - 1]) < NEGLIGIBLE * sum) {
            end--;
        }
        double total = Arrays.stream(shares, start, end).sum();
        first[pixel] = from + start;
        weights[pixel] = new float[end - start];
        for (int i = start; i < end; i++) {
            weights[pixel][i - start] = (float) (shares[i] / total);
        }
    }

    private static double lanczos(double x) {
        if (Math.abs(x) < 1e-9) {
            return 1;
        }
        if (Math.abs(x) >= LOBES) {
            return 0;
        }
        double angle = Math.PI * x;
        return LOBES * Math.sin(angle) * Math.sin(angle / LOBES) / (angle * angle);
    }

    /** How many pixels there are. */
    int pixels() {
        return first.length;
    }

    /** The first cell that has a share in a pixel. */
    int first(int pixel) {
        return first[pixel];
    }

    /** One past the last cell that has a share in a pixel. */
    int end(int pixel) {
        return first[pixel] + weights[pixel].length;
    }

    /** The shares of the cells of a pixel, from its first on. */
    float[] of(int pixel) {
        return weights[pixel];
    }
}
