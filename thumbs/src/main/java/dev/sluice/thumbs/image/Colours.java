package dev.sluice.thumbs.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.jspecify.annotations.Nullable;

/**
 * Turns the samples of a small picture into sRGB.
 *
 * <p>Colours are converted after scaling, when there are few pixels left. The order makes no difference to the plain
 * formulas, which are linear; with a profile, the averaging happens on the values as they were encoded.
 */
final class Colours {
    private Colours() {}

    /** Reads an ICC profile; none, if it is damaged or isn't meant for this many components. */
    static @Nullable ICC_Profile profile(byte[] icc, int components) {
        try {
            ICC_Profile profile = ICC_Profile.getInstance(icc);
            return profile.getNumComponents() == components ? profile : null;
        } catch (IllegalArgumentException | CMMException e) {
            return null; // a photo with a damaged profile is shown as if it had none
        }
    }

    /** Converts a picture to three bytes a pixel. The samples are overwritten. */
    static byte[] toSrgb(float[] samples, Layout layout) {
        switch (layout.encoding()) {
            case YCC -> yccToRgb(samples, 3, layout.maximum());
            case CMYK_INVERTED -> invert(samples, 0, 1, layout.maximum());
            case YCCK_INVERTED -> {
                // What is stored there as if it were RGB is the complement of the paper left free: the ink itself.
                yccToRgb(samples, 4, layout.maximum());
                invert(samples, 3, 4, layout.maximum());
            }
            case GREY, RGB, CMYK -> {}
        }
        ICC_Profile profile = layout.profile();
        if (profile != null && profile.getNumComponents() == layout.bands()) {
            try {
                return convert(samples, layout, profile);
            } catch (CMMException | IllegalArgumentException e) {
                // A profile may be well-formed and still be unfit to convert with: shown as if there were none.
            }
        }
        return switch (layout.bands()) {
            case 1 -> spread(samples, layout.maximum());
            case 4 -> paint(samples, layout.maximum());
            default -> toBytes(samples, layout.maximum());
        };
    }

    private static void yccToRgb(float[] samples, int bands, int maximum) {
        float middle = (maximum + 1) / 2f;
        for (int i = 0; i < samples.length; i += bands) {
            float y = samples[i];
            float cb = samples[i + 1] - middle;
            float cr = samples[i + 2] - middle;
            samples[i] = y + 1.402f * cr;
            samples[i + 1] = y - 0.344136f * cb - 0.714136f * cr;
            samples[i + 2] = y + 1.772f * cb;
        }
    }

    private static void invert(float[] samples, int from, int step, int maximum) {
        for (int i = from; i < samples.length; i += step) {
            samples[i] = maximum - samples[i];
        }
    }

    private static byte[] convert(float[] samples, Layout layout, ICC_Profile profile) {
        int bands = layout.bands();
        int pixels = samples.length / bands;
        int type = layout.maximum() == 255 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
        WritableRaster from = Raster.createInterleavedRaster(type, pixels, 1, bands, null);
        var rounded = new int[samples.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Math.clamp(Math.round(samples[i]), 0, layout.maximum());
        }
        from.setPixels(0, 0, pixels, 1, rounded);
        WritableRaster to = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, pixels, 1, 3, null);
        ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
        new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null).filter(from, to);
        return (byte[]) to.getDataElements(0, 0, pixels, 1, null);
    }

    private static byte[] spread(float[] grey, int maximum) {
        byte[] lightness = toBytes(grey, maximum);
        var rgb = new byte[grey.length * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = lightness[i / 3];
        }
        return rgb;
    }

    /** Ink on paper as a plain product: without a profile nobody knows what the inks look like. */
    private static byte[] paint(float[] cmyk, int maximum) {
        var rgb = new float[cmyk.length / 4 * 3];
        for (int from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
            float free = 1 - cmyk[from + 3] / maximum;
            for (int band = 0; band < 3; band++) {
                rgb[to + band] = (maximum - cmyk[from + band]) * free;
            }
        }
        return toBytes(rgb, maximum);
    }

    private static byte[] toBytes(float[] samples, int maximum) {
        float scale = 255f / maximum;
        var bytes = new byte[samples.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.max(0, Math.min(255, (int) (samples[i] * scale + 0.5f)));
        }
        return bytes;
    }
}
