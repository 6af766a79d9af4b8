package dev.sluice.thumbs.image;

/**
 * Multiplies colours with their opacity before they are averaged, and divides them by it afterwards. So a pixel has a share in
 * the average as large as its opacity, and the colour that a program left behind in transparent pixels has none.
 */
final class Opacity {
    private Opacity() {}

    /** Returns the layout of samples that were multiplied; products of bytes are kept as they are. */
    static Layout multiplied(Layout layout) {
        int maximum = layout.maximum() == 255 ? 255 * 255 : layout.maximum();
        return new Layout(layout.encoding(), maximum, true, layout.profile());
    }

    /**
     * Multiplies the colours of a part of a line, whose pixels end with their opacity.
     *
     * @param layout what the samples were before
     * @param done whether the decoder has multiplied them, so that only their scale is to change
     */
    static void multiply(int[] line, int start, int end, Layout layout, boolean done) {
        int bands = layout.bands();
        boolean bytes = layout.maximum() == 255;
        for (int from = start; from < end; from += bands) {
            int opacity = line[from + bands - 1];
            int factor = done ? layout.maximum() : opacity;
            for (int i = from; i < from + bands - 1; i++) {
                line[i] = bytes ? line[i] * factor : (int) (((long) line[i] * factor + 32767) / 65535);
            }
            line[from + bands - 1] = bytes ? opacity * 255 : opacity;
        }
    }

    /** Takes the opacity of a picture out of its multiplied samples, as a byte a pixel. */
    static byte[] opacity(float[] samples, Layout layout) {
        int bands = layout.bands();
        var opacity = new byte[samples.length / bands];
        for (int i = 0; i < opacity.length; i++) {
            float share = samples[i * bands + bands - 1] / layout.maximum();
            opacity[i] = (byte) Math.clamp(Math.round(share * 255), 0, 255);
        }
        return opacity;
    }

    /** Returns the layout of colours that were divided. */
    static Layout divided(Layout layout) {
        int maximum = layout.maximum() == 255 * 255 ? 255 : layout.maximum();
        return new Layout(layout.encoding(), maximum, false, layout.profile());
    }

    /** Returns the colours of a picture, divided by their opacity; those of transparent pixels are zero. */
    static float[] divide(float[] samples, Layout layout) {
        int bands = layout.bands();
        int colours = bands - 1;
        float maximum = divided(layout).maximum();
        var divided = new float[samples.length / bands * colours];
        for (int from = 0, to = 0; from < samples.length; from += bands, to += colours) {
            float opacity = samples[from + colours];
            for (int band = 0; band < colours && opacity > 0; band++) {
                divided[to + band] = samples[from + band] / opacity * maximum;
            }
        }
        return divided;
    }
}
