package dev.sluice.thumbs.image;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

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

    /** Photos of a camera have the same size, so the last weights mostly serve again. */
    private static final int KEPT = 32;

    private static final Map<Key, Weights> KEPT_WEIGHTS = new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Weights> eldest) {
            return size() > KEPT;
        }
    };

    private record Key(double length, int cells, int pixels) {}

    private final int[] first;
    private final int[] start;
    private float[] shares = {};

    /**
     * Returns the weights.
     *
     * @param length the length of the line in cells
     * @param cells the number of cells; the last one stands for what is left of the length after the others
     * @param pixels the number of pixels to make of it
     */
    static Weights of(double length, int cells, int pixels) {
        var key = new Key(length, cells, pixels);
        synchronized (KEPT_WEIGHTS) {
            Weights kept = KEPT_WEIGHTS.get(key);
            if (kept != null) {
                return kept;
            }
        }
        var weights = new Weights(length, cells, pixels);
        synchronized (KEPT_WEIGHTS) {
            KEPT_WEIGHTS.put(key, weights);
        }
        return weights;
    }

    private Weights(double length, int cells, int pixels) {
        this.first = new int[pixels];
        this.start = new int[pixels + 1];
        double lastCell = length - (cells - 1);
        double reduction = length / pixels;
        double stretch = Math.max(1, reduction);
        for (int pixel = 0; pixel < pixels; pixel++) {
            double centre = (pixel + 0.5) * reduction;
            int from = Math.max(0, (int) Math.floor(centre - LOBES * stretch));
            int to = Math.min(cells, (int) Math.ceil(centre + LOBES * stretch));
            var exact = new double[to - from];
            for (int i = 0; i < exact.length; i++) {
                double coverage = from + i == cells - 1 ? lastCell : 1;
                exact[i] = coverage * lanczos((from + i + 0.5 - centre) / stretch);
            }
            store(pixel, from, exact);
        }
    }

    /** Cuts off what doesn't count at both ends, and makes the rest add up to one. */
    private void store(int pixel, int firstCell, double[] exact) {
        double sum = Arrays.stream(exact).sum();
        int from = 0;
        int end = exact.length;
        while (from < end - 1 && Math.abs(exact[from]) < NEGLIGIBLE * sum) {
            from++;
        }
        while (end > from + 1 && Math.abs(exact[end - 1]) < NEGLIGIBLE * sum) {
            end--;
        }
        double total = Arrays.stream(exact, from, end).sum();
        int at = start[pixel];
        first[pixel] = firstCell + from;
        start[pixel + 1] = at + end - from;
        if (shares.length < start[pixel + 1]) {
            shares = Arrays.copyOf(shares, Math.max(start[pixel + 1], start.length * (end - from + 1)));
        }
        for (int i = from; i < end; i++) {
            shares[at + i - from] = (float) (exact[i] / total);
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

    /** How many cells have a share in a pixel. */
    int count(int pixel) {
        return start[pixel + 1] - start[pixel];
    }

    /** Where the shares of the cells of a pixel begin in {@link #shares}. */
    int start(int pixel) {
        return start[pixel];
    }

    /** The shares of all pixels, one behind the other. */
    float[] shares() {
        return shares;
    }
}
