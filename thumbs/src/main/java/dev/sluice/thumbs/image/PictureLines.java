package dev.sluice.thumbs.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes a decoded picture apart into lines.
 */
final class PictureLines {
    private final BufferedImage image;
    private final Raster raster;
    private final ColorModel colours;
    private final boolean transparent;

    /**
     * Prepares for a picture.
     *
     * @param opaque whether none of it is transparent, whatever its colour model says
     */
    PictureLines(BufferedImage image, boolean opaque) {
        this.image = image;
        this.raster = image.getRaster();
        this.colours = image.getColorModel();
        this.transparent = colours.hasAlpha() && !opaque;
    }

    /**
     * Sends the picture, which lies somewhere on a canvas; what is outside of it is transparent.
     *
     * @param profile the profile that the file has for its colours; if there is none, that of the decoder counts
     */
    void send(Canvas canvas, @Nullable ICC_Profile profile, Lines lines) {
        if (isPlain()) {
            sendComponents(canvas, profile, lines);
        } else {
            // Colours in a palette or packed are as they are in the file; for all others the decoder's model converts.
            boolean asStored = colours instanceof IndexColorModel || isPacked();
            sendColours(canvas, asStored ? profile : null, lines);
        }
    }

    /** Whether samples can be taken as they are: whole bytes or pairs of them, in components that are known. */
    private boolean isPlain() {
        if (!(colours instanceof ComponentColorModel)) {
            return false;
        }
        int type = colours.getTransferType();
        boolean shorts = type == DataBuffer.TYPE_USHORT || type == DataBuffer.TYPE_SHORT;
        int size = type == DataBuffer.TYPE_BYTE ? 8 : 16;
        return (type == DataBuffer.TYPE_BYTE || shorts)
                && Arrays.stream(colours.getComponentSize()).allMatch(bits -> bits == size)
                && encoding(colours.getColorSpace()) != null;
    }

    /** Whether each pixel is one number, in the way in which the JDK hands out colours. */
    private boolean isPacked() {
        return image.getType() == BufferedImage.TYPE_INT_RGB || image.getType() == BufferedImage.TYPE_INT_ARGB;
    }

    private static Layout.@Nullable Encoding encoding(ColorSpace space) {
        return switch (space.getType()) {
            case ColorSpace.TYPE_GRAY -> Layout.Encoding.GREY;
            case ColorSpace.TYPE_RGB -> Layout.Encoding.RGB;
            case ColorSpace.TYPE_CMYK -> Layout.Encoding.CMYK;
            default -> null;
        };
    }

    private void sendComponents(Canvas canvas, @Nullable ICC_Profile profile, Lines lines) {
        Layout.Encoding encoding = encoding(colours.getColorSpace());
        if (encoding == null) {
            throw new IllegalStateException("unknown components: " + colours);
        }
        boolean bytes = colours.getTransferType() == DataBuffer.TYPE_BYTE;
        int maximum = bytes ? 255 : 65535;
        boolean opacity = transparent || !canvas.isFilled();
        var layout = new Layout(encoding, maximum, opacity, profile == null ? ownProfile() : profile);
        lines.begin(opacity ? Opacity.multiplied(layout) : layout);
        var line = new int[canvas.width() * layout.bands()];
        Object elements = null;
        for (int y = 0; y < canvas.height(); y++) {
            PhotoFile.stopIfInterrupted();
            if (canvas.hasLine(y)) {
                elements = raster.getDataElements(0, y - canvas.y(), canvas.pictureWidth(), 1, elements);
                if (bytes && raster.getNumBands() == layout.bands() && !opacity) {
                    lines.line((byte[]) elements);
                    continue;
                }
                take(elements, layout, line, canvas.x() * layout.bands());
            } else {
                Arrays.fill(line, 0);
            }
            lines.line(line);
        }
    }

    /** Takes over pixels. Samples beyond colour and opacity, such as those of inks that have no name, don't count. */
    private void take(Object elements, Layout layout, int[] line, int start) {
        int elementBands = raster.getNumBands();
        int count = elements instanceof byte[] bytes ? bytes.length : ((short[]) elements).length;
        int components = layout.encoding().bands();
        int to = start;
        for (int from = 0; from < count; from += elementBands, to += layout.bands()) {
            for (int band = 0; band < components; band++) {
                line[to + band] = sample(elements, from + band);
            }
            if (layout.hasOpacity()) {
                line[to + components] = transparent ? sample(elements, from + components) : layout.maximum();
            }
        }
        if (layout.hasOpacity()) {
            Opacity.multiply(line, start, to, layout, colours.hasAlpha() && colours.isAlphaPremultiplied());
        }
    }

    private int sample(Object elements, int at) {
        if (elements instanceof byte[] bytes) {
            return bytes[at] & 0xff;
        }
        short sample = ((short[]) elements)[at];
        if (colours.getTransferType() == DataBuffer.TYPE_USHORT) {
            return sample & 0xffff;
        }
        return sample < 0 ? 0 : sample << 1 | sample >> 14; // with a sign, black is zero and white the largest number
    }

    private void sendColours(Canvas canvas, @Nullable ICC_Profile profile, Lines lines) {
        boolean opacity = colours.hasAlpha() || !canvas.isFilled();
        var layout = new Layout(Layout.Encoding.RGB, 255, opacity, profile);
        lines.begin(opacity ? Opacity.multiplied(layout) : layout);
        int width = canvas.pictureWidth();
        int start = canvas.x() * layout.bands();
        var argb = new int[width];
        var line = new int[canvas.width() * layout.bands()];
        for (int y = 0; y < canvas.height(); y++) {
            PhotoFile.stopIfInterrupted();
            if (canvas.hasLine(y)) {
                readColours(y - canvas.y(), argb);
                int to = start;
                for (int i = 0; i < width; i++, to += layout.bands()) {
                    line[to] = (argb[i] >> 16) & 0xff;
                    line[to + 1] = (argb[i] >> 8) & 0xff;
                    line[to + 2] = argb[i] & 0xff;
                    if (opacity) {
                        line[to + 3] = argb[i] >>> 24;
                    }
                }
                if (opacity) {
                    Opacity.multiply(line, start, to, layout, false);
                }
            } else {
                Arrays.fill(line, 0);
            }
            lines.line(line);
        }
    }

    private void readColours(int y, int[] argb) {
        if (colours instanceof IndexColorModel palette) {
            raster.getSamples(0, y, argb.length, 1, 0, argb);
            int last = palette.getMapSize() - 1;
            for (int i = 0; i < argb.length; i++) {
                argb[i] = palette.getRGB(Math.min(argb[i], last));
            }
        } else if (isPacked()) {
            raster.getDataElements(0, y, argb.length, 1, argb);
            int opaque = colours.hasAlpha() ? 0 : 0xff000000;
            for (int i = 0; i < argb.length; i++) {
                argb[i] |= opaque;
            }
        } else {
            image.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
        }
    }

    /** The profile that the decoder attached to the picture, unless it is one of those it takes for want of one. */
    private @Nullable ICC_Profile ownProfile() {
        ColorSpace space = colours.getColorSpace();
        boolean assumed = space.equals(ColorSpace.getInstance(ColorSpace.CS_sRGB))
                || space.equals(ColorSpace.getInstance(ColorSpace.CS_GRAY));
        return !assumed && space instanceof ICC_ColorSpace known ? known.getProfile() : null;
    }
}
