package dev.sluice.thumbs.image;

import java.util.Arrays;

/** Makes a picture of its final size out of lines of cells, which arrive one by one. */
final class Resampler {
    /**
     * Where the pixels go.
     *
     * @param all the samples of the picture, pixel by pixel
     * @param bands the samples of a pixel
     * @param band the first band that the cells have a sample for
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Samples(float[] all, int bands, int band) {}

    /*
     * The last lines are kept in a ring, as many as make up a line of pixels. As soon as the last one of those is there, they are
     * added up, four at a time, so that the sums are read and written once for four; and the sums then make the pixels. The loops
     * are written so that the compiler can use vectors for the first step, and needn't wait for one sum to begin the next in the
     * second.
     */

    private final Weights across;
    private final Weights down;
    private final int bands;
    private final float[][] ring;
    private final float[] sums;
    private final Samples picture;
    private int lines;
    private int finished;

    /**
     * Prepares for a picture.
     *
     * @param across how the cells of a line make up the pixels of a line
     * @param down how the lines of cells make up the lines of pixels
     * @param cells the cells of a line
     * @param bands the samples of a cell
     * @param picture takes the pixels
     */
    Resampler(Weights across, Weights down, int cells, int bands, Samples picture) {
        this.across = across;
        this.down = down;
        this.bands = bands;
        int there = 0;
        int mostKept = 1;
        for (int line = 0; line < down.pixels(); line++) {
            there = Math.max(there, down.first(line) + down.count(line));
            mostKept = Math.max(mostKept, there - down.first(line));
        }
        this.ring = new float[mostKept][cells * bands];
        this.sums = new float[cells * bands];
        this.picture = picture;
    }

    /** Returns the array to write the next line into, before it is {@linkplain #add added}. */
    float[] line() {
        return ring[lines % ring.length];
    }

    /** Takes the line that was written. */
    void add() {
        lines++;
        while (finished < down.pixels() && down.first(finished) + down.count(finished) <= lines) {
            sum();
            finish();
            finished++;
        }
    }

    private void sum() {
        int line = down.first(finished);
        int at = down.start(finished);
        int end = at + down.count(finished);
        float[] shares = down.shares();
        Arrays.fill(sums, 0);
        for (; at + 3 < end; at += 4, line += 4) {
            add(
                    shares[at],
                    ring[line % ring.length],
                    shares[at + 1],
                    ring[(line + 1) % ring.length],
                    shares[at + 2],
                    ring[(line + 2) % ring.length],
                    shares[at + 3],
                    ring[(line + 3) % ring.length],
                    sums);
        }
        for (; at < end; at++, line++) {
            add(shares[at], ring[line % ring.length], sums);
        }
    }

    private static void add(
            float a, float[] as, float b, float[] bs, float c, float[] cs, float d, float[] ds, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += a * as[i] + b * bs[i] + (c * cs[i] + d * ds[i]);
        }
    }

    private static void add(float share, float[] cells, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += share * cells[i];
        }
    }

    private void finish() {
        int to = finished * across.pixels() * picture.bands() + picture.band();
        switch (bands) {
            case 1 -> finishPlane(to);
            case 3 -> finishColour(to);
            default -> finishBands(to);
        }
    }

    private void finishPlane(int to) {
        float[] shares = across.shares();
        float[] pixels = picture.all();
        int next = to;
        for (int pixel = 0; pixel < across.pixels(); pixel++) {
            int from = across.first(pixel);
            int at = across.start(pixel);
            int end = at + across.count(pixel);
            float even = 0;
            float odd = 0;
            float thirds = 0;
            float fourths = 0;
            for (; at + 3 < end; at += 4, from += 4) {
                even += shares[at] * sums[from];
                odd += shares[at + 1] * sums[from + 1];
                thirds += shares[at + 2] * sums[from + 2];
                fourths += shares[at + 3] * sums[from + 3];
            }
            for (; at < end; at++, from++) {
                even += shares[at] * sums[from];
            }
            pixels[next] = even + odd + (thirds + fourths);
            next += picture.bands();
        }
    }

    private void finishColour(int to) {
        float[] shares = across.shares();
        float[] pixels = picture.all();
        int next = to;
        for (int pixel = 0; pixel < across.pixels(); pixel++) {
            int from = across.first(pixel) * 3;
            int start = across.start(pixel);
            int end = start + across.count(pixel);
            float a = 0;
            float b = 0;
            float c = 0;
            for (int at = start; at < end; at++, from += 3) {
                float share = shares[at];
                a += share * sums[from];
                b += share * sums[from + 1];
                c += share * sums[from + 2];
            }
            pixels[next] = a;
            pixels[next + 1] = b;
            pixels[next + 2] = c;
            next += 3;
        }
    }

    private void finishBands(int to) {
        float[] shares = across.shares();
        int next = to;
        for (int pixel = 0; pixel < across.pixels(); pixel++) {
            int start = across.start(pixel);
            int count = across.count(pixel);
            for (int band = 0; band < bands; band++) {
                int from = across.first(pixel) * bands + band;
                float sum = 0;
                for (int i = 0; i < count; i++, from += bands) {
                    sum += shares[start + i] * sums[from];
                }
                picture.all()[next++] = sum;
            }
        }
    }
}
