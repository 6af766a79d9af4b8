package dev.sluice.thumbs.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A picture of its final size before it is encoded.
 *
 * @param width the width in pixels
 * @param height the height in pixels
 * @param bands the bytes of a pixel: red, green, blue and, if there are four, opacity
 * @param bytes the pixels
 * @param profile the ICC profile of the colours; they are sRGB if there is none
 * @param exif the EXIF data to store with it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Picture(int width, int height, int bands, byte[] bytes, byte @Nullable [] profile, byte @Nullable [] exif) {
    private static final int OPACITY = 3;

    /** Makes a picture of averaged samples, in their own RGB profile if that is to be kept and they have one, else in sRGB. */
    static Picture of(int width, int height, float[] samples, Layout layout, boolean keepProfile) {
        Layout colours = layout.hasOpacity() ? Opacity.divided(layout) : layout;
        boolean keeps = keepProfile && layout.profile() != null && colours.bands() == 3;
        byte[] rgb = Colours.toSrgb(
                layout.hasOpacity() ? Opacity.divide(samples, layout) : samples,
                keeps ? new Layout(colours.encoding(), colours.maximum(), null) : colours);
        byte[] profile = keeps && layout.profile() != null ? layout.profile().getData() : null;
        if (!layout.hasOpacity()) {
            return new Picture(width, height, 3, rgb, profile, null);
        }
        byte[] opacity = Opacity.opacity(samples, layout);
        var rgba = new byte[opacity.length * 4];
        for (int i = 0; i < opacity.length; i++) {
            System.arraycopy(rgb, i * 3, rgba, i * 4, 3);
            rgba[i * 4 + OPACITY] = opacity[i];
        }
        return new Picture(width, height, 4, rgba, profile, null);
    }

    private Picture with(int newWidth, int newHeight, int newBands, byte[] newBytes) {
        return new Picture(newWidth, newHeight, newBands, newBytes, profile, exif);
    }

    /** Returns this picture with EXIF data. */
    Picture withExif(byte @Nullable [] data) {
        return new Picture(width, height, bands, bytes, profile, data);
    }

    /** Returns this picture with other pixels, as many as before or fewer. */
    Picture withPixels(int newWidth, int newHeight, byte[] pixels) {
        return with(newWidth, newHeight, bands, pixels);
    }

    /** Returns this picture turned upright. */
    Picture turned(Orientation orientation) {
        byte[] turned = orientation.apply(bytes, width, height, bands);
        return orientation.swapsSides()
                ? with(/* newWidth= */ height, /* newHeight= */ width, bands, turned)
                : with(width, height, bands, turned);
    }

    /** Returns the middle of this picture. */
    Picture centre(int toWidth, int toHeight) {
        int left = (width - toWidth) / 2;
        int top = (height - toHeight) / 2;
        var middle = new byte[toWidth * toHeight * bands];
        for (int y = 0; y < toHeight; y++) {
            System.arraycopy(bytes, ((top + y) * width + left) * bands, middle, y * toWidth * bands, toWidth * bands);
        }
        return with(toWidth, toHeight, bands, middle);
    }

    /** Returns this picture on a background, {@code 0xrrggbb}, without transparency. */
    Picture on(int background) {
        if (bands == 3) {
            return this;
        }
        int[] colour = {background >> 16, (background >> 8) & 0xff, background & 0xff};
        var rgb = new byte[bytes.length / 4 * 3];
        for (int from = 0, to = 0; from < bytes.length; from += 4, to += 3) {
            int opacity = bytes[from + OPACITY] & 0xff;
            for (int band = 0; band < 3; band++) {
                int above = (bytes[from + band] & 0xff) * opacity;
                rgb[to + band] = (byte) ((above + colour[band] * (255 - opacity) + 127) / 255);
            }
        }
        return with(width, height, 3, rgb);
    }

    /** Returns this picture with its edges raised: half of what a 3×3 blur takes away is added. */
    Picture sharpened() {
        byte[] sharp = Arrays.copyOf(bytes, bytes.length);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < 3; band++) {
                    int at = (y * width + x) * bands + band;
                    int own = bytes[at] & 0xff;
                    sharp[at] = (byte) Math.clamp(Math.round(own + (own - blurred(x, y, band) / 16f) / 2), 0, 255);
                }
            }
        }
        return with(width, height, bands, sharp);
    }

    private int blurred(int x, int y, int band) {
        int sum = 0;
        for (int down = -1; down <= 1; down++) {
            int row = Math.clamp(y + down, 0, height - 1) * width;
            for (int across = -1; across <= 1; across++) {
                int column = Math.clamp(x + across, 0, width - 1);
                sum += (bytes[(row + column) * bands + band] & 0xff) * (2 - Math.abs(down)) * (2 - Math.abs(across));
            }
        }
        return sum;
    }
}
