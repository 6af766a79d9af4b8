package dev.sluice.thumbs.image;

import java.util.Arrays;

/** Makes a picture of its final size out of lines of cells, which arrive one by one. */
final class Resampler {
    private final Weights across;
    private final Weights down;
    private final int bands;
    private final float[][] open;
    private final float[] picture;
    private int lines;
    private int finished;

    /**
     * Prepares for a picture.
     *
     * @param across how the cells of a line make up the pixels of a line
     * @param down how the lines of cells make up the lines of pixels
     * @param cells the cells of a line
     * @param bands the samples of a cell
     */
    Resampler(Weights across, Weights down, int cells, int bands) {
        this.across = across;
        this.down = down;
        this.bands = bands;
        int mostOpen = 1;
        for (int line = 0, next = 0; line < down.pixels(); line++) {
            while (next < down.pixels() && down.first(next) < down.end(line)) {
                next++;
            }
            mostOpen = Math.max(mostOpen, next - line);
        }
        this.open = new float[mostOpen][cells * bands];
        this.picture = new float[across.pixels() * down.pixels() * bands];
    }

    /** Takes the next line and adds its share to each line of pixels that it has a part in. */
    void add(float[] cells) {
        for (int line = finished; line < down.pixels() && down.first(line) <= lines; line++) {
            if (lines < down.end(line)) {
                addShare(cells, down.of(line)[lines - down.first(line)], open[line % open.length]);
            }
        }
        lines++;
        while (finished < down.pixels() && down.end(finished) <= lines) {
            finish();
        }
    }

    private static void addShare(float[] cells, float share, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += share * cells[i];
        }
    }

    private void finish() {
        float[] sums = open[finished % open.length];
        int to = finished * across.pixels() * bands;
        for (int pixel = 0; pixel < across.pixels(); pixel++) {
            float[] shares = across.of(pixel);
            int from = across.first(pixel) * bands;
            if (bands == 3) {
                finishColour(sums, from, shares, to);
            } else {
                finishBands(sums, from, shares, to);
            }
            to += bands;
        }
        Arrays.fill(sums, 0);
        finished++;
    }

    private void finishColour(float[] sums, int from, float[] shares, int to) {
        float a = 0;
        float b = 0;
        float c = 0;
        for (int i = 0, at = from; i < shares.length; i++, at += 3) {
            a += shares[i] * sums[at];
            b += shares[i] * sums[at + 1];
            c += shares[i] * sums[at + 2];
        }
        picture[to] = a;
        picture[to + 1] = b;
        picture[to + 2] = c;
    }

    private void finishBands(float[] sums, int from, float[] shares, int to) {
        for (int band = 0; band < bands; band++) {
            float sum = 0;
            for (int i = 0, at = from + band; i < shares.length; i++, at += bands) {
                sum += shares[i] * sums[at];
            }
            picture[to + band] = sum;
        }
    }

    /** The samples of the picture, pixel by pixel; complete after the last line. */
    float[] picture() {
        return picture;
    }
}
