package dev.sluice.thumbs.image;

import dev.sluice.thumbs.image.vips.VipsException;
import dev.sluice.thumbs.image.vips.VipsImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** Takes an image of libvips apart into lines, while the library decodes it. */
final class VipsLines {
    private static final int STRIP_LINES = 16;

    private VipsLines() {}

    static void requireSize(VipsImage image, int width, int height) throws UnsupportedImageException {
        if (image.width() != width || image.height() != height) {
            throw new UnsupportedImageException("the header says " + width + "×" + height + " pixels, libvips sees "
                    + image.width() + "×" + image.height());
        }
    }

    /**
     * Sends the picture.
     *
     * @param layout what the samples mean; with opacity, where the image has it
     * @param inverted whether samples are to be inverted
     */
    static void send(VipsImage image, Layout layout, boolean inverted, Lines lines) throws VipsException {
        lines.begin(layout.hasOpacity() ? Opacity.multiplied(layout) : layout);
        int samples = image.width() * layout.bands();
        for (int y = 0; y < image.height(); y += STRIP_LINES) {
            PhotoFile.stopIfInterrupted();
            int count = Math.min(STRIP_LINES, image.height() - y);
            byte[] strip = image.lines(y, count);
            if (inverted) {
                invert(strip);
            }
            if (layout.maximum() == 255 && !layout.hasOpacity()) {
                sendBytes(strip, samples, lines);
            } else {
                sendNumbers(strip, samples, layout, lines);
            }
        }
    }

    private static void invert(byte[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) ~samples[i];
        }
    }

    private static void sendBytes(byte[] strip, int samples, Lines lines) {
        var line = new byte[samples];
        for (int at = 0; at < strip.length; at += samples) {
            System.arraycopy(strip, at, line, 0, samples);
            lines.line(line);
        }
    }

    private static void sendNumbers(byte[] strip, int samples, Layout layout, Lines lines) {
        boolean bytes = layout.maximum() == 255;
        ShortBuffer shorts =
                ByteBuffer.wrap(strip).order(ByteOrder.nativeOrder()).asShortBuffer();
        int all = bytes ? strip.length : shorts.limit();
        var line = new int[samples];
        for (int at = 0; at < all; at += samples) {
            for (int i = 0; i < samples; i++) {
                line[i] = bytes ? strip[at + i] & 0xff : shorts.get(at + i) & 0xffff;
            }
            if (layout.hasOpacity()) {
                Opacity.multiply(line, 0, samples, layout, false);
            }
            lines.line(line);
        }
    }
}
