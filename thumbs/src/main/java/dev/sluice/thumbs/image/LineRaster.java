package dev.sluice.thumbs.image;

import java.awt.Point;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.concurrent.CancellationException;

/**
 * A raster that keeps no pixels: what a decoder sets into it, whole lines in their order, is passed on at once.
 *
 * <p>A decoder may start again from the first line; what it sets then replaces what came before.
 *
 * <p>It stands for a picture of any size and takes the memory of one line.
 */
final class LineRaster extends WritableRaster {
    private final Layout layout;
    private final Lines lines;
    private final byte[] samples;
    private final boolean inverted;
    private int next;

    /**
     * Creates a raster for a picture of 8-bit samples.
     *
     * @param colours the colour model of the image that the raster will be part of
     */
    LineRaster(ColorModel colours, int width, int height, Layout layout, Lines lines) {
        super(
                colours.createCompatibleSampleModel(width, height),
                new DataBufferByte(width * colours.getNumComponents()),
                new Point());
        this.layout = layout;
        this.lines = lines;
        this.samples = new byte[width * colours.getNumComponents()];
        this.inverted = colours.getNumComponents() == 4;
    }

    @Override
    public void setRect(int x, int y, Raster line) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while decoding the photo");
        }
        if (y == 0) {
            next = 0;
            lines.begin(layout);
        }
        if (x != 0 || y != next || line.getWidth() != getWidth() || line.getHeight() != 1) {
            throw new IllegalStateException("expected line " + next + ", was " + x + ", " + y + " of " + line);
        }
        line.getDataElements(line.getMinX(), line.getMinY(), getWidth(), 1, samples);
        if (inverted) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (byte) ~samples[i]; // undoes what the JDK's reader does to four components
            }
        }
        next++;
        lines.line(samples);
    }
}
