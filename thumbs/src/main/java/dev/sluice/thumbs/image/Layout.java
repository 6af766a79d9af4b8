package dev.sluice.thumbs.image;

import java.awt.color.ICC_Profile;
import org.jspecify.annotations.Nullable;

/**
 * What the samples of a picture mean.
 *
 * @param encoding the components of a pixel
 * @param maximum the sample that stands for full
 * @param hasOpacity whether a pixel ends with its opacity; its components are then multiplied with that
 * @param profile the colour space of the samples; sRGB or its like if there is none
 */
record Layout(
        Encoding encoding,
        int maximum,
        boolean hasOpacity,
        @Nullable ICC_Profile profile) {
    /** The components of a pixel, besides its opacity. */
    enum Encoding {
        /** Lightness. */
        GREY(1),
        RGB(3),
        /** Lightness and two differences of colour around the middle, as JPEG stores RGB. */
        YCC(3),
        /** Amounts of ink. */
        CMYK(4),
        /** Amounts of paper left free, as some programs store CMYK. */
        CMYK_INVERTED(4),
        /** Amounts of paper left free, of which the first three are stored like {@link #YCC}. */
        YCCK_INVERTED(4);

        private final int bands;

        Encoding(int bands) {
            this.bands = bands;
        }

        int bands() {
            return bands;
        }
    }

    /** A layout without opacity. */
    Layout(Encoding encoding, int maximum, @Nullable ICC_Profile profile) {
        this(encoding, maximum, false, profile);
    }

    int bands() {
        return hasOpacity ? encoding.bands() + 1 : encoding.bands();
    }
}
