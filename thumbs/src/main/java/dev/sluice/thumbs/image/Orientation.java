package dev.sluice.thumbs.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a stored picture is turned to stand upright, in the order of the EXIF values from 1 to 8.
 *
 * <p>Each value is a mirroring from left to right, or none, followed by quarter turns clockwise.
 */
enum Orientation {
    UPRIGHT(false, 0),
    MIRRORED(true, 0),
    UPSIDE_DOWN(false, 2),
    UPSIDE_DOWN_MIRRORED(true, 2),
    LYING_LEFT_MIRRORED(true, 3),
    LYING_LEFT(false, 1),
    LYING_RIGHT_MIRRORED(true, 1),
    LYING_RIGHT(false, 3);

    private static final int ORIENTATION_TAG = 0x0112;
    private static final int SHORT_TYPE = 3;
    private static final int ENTRY_BYTES = 12;

    private final boolean mirrored;
    private final int quarterTurns;

    Orientation(boolean mirrored, int quarterTurns) {
        this.mirrored = mirrored;
        this.quarterTurns = quarterTurns;
    }

    /** The orientation for an EXIF value; a value that isn't one of the eight is upright. */
    static Orientation of(int value) {
        return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
    }

    /**
     * Reads the orientation out of EXIF data, which starts with the header of a TIFF file.
     *
     * <p>Many programs write EXIF and few write it well: what can't be read is taken as upright and is no error.
     */
    static Orientation fromExif(byte[] exif) {
        ByteBuffer data = ByteBuffer.wrap(exif);
        if (exif.length < 8) {
            return UPRIGHT;
        }
        data.order(data.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = data.getInt(4);
        if (directory < 8 || directory > exif.length - 2) {
            return UPRIGHT;
        }
        int entries = Short.toUnsignedInt(data.getShort(directory));
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if (entry > exif.length - ENTRY_BYTES) {
                break;
            }
            if (Short.toUnsignedInt(data.getShort(entry)) == ORIENTATION_TAG) {
                boolean isShort = data.getShort(entry + 2) == SHORT_TYPE;
                return of(isShort ? data.getShort(entry + 8) : data.getInt(entry + 8));
            }
        }
        return UPRIGHT;
    }

    /** Whether width and height change places. */
    boolean swapsSides() {
        return quarterTurns % 2 == 1;
    }

    /** Turns a picture of a number of bytes a pixel upright. */
    byte[] apply(byte[] pixels, int width, int height, int bands) {
        if (this == UPRIGHT) {
            return pixels;
        }
        int turnedWidth = swapsSides() ? height : width;
        var turned = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int across = mirrored ? width - 1 - x : x;
                int turnedX = switch (quarterTurns) {
                    case 0 -> across;
                    case 1 -> height - 1 - y;
                    case 2 -> width - 1 - across;
                    default -> y;
                };
                int turnedY = switch (quarterTurns) {
                    case 0 -> y;
                    case 1 -> across;
                    case 2 -> height - 1 - y;
                    default -> width - 1 - across;
                };
                int from = (y * width + x) * bands;
                int to = (turnedY * turnedWidth + turnedX) * bands;
                for (int band = 0; band < bands; band++) {
                    turned[to + band] = pixels[from + band];
                }
            }
        }
        return turned;
    }
}
