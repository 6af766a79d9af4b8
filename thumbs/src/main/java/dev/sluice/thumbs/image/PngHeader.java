package dev.sluice.thumbs.image;

import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Reads what a PNG file says about its picture, which is decoded by the JDK. */
final class PngHeader {
    private static final int SIGNATURE_BYTES = 8;
    private static final int IHDR = 0x49484452;
    private static final int ICCP = 0x69434350;
    private static final int EXIF = 0x65584966;
    private static final int IEND = 0x49454e44;
    private static final int GREY = 0;
    private static final int GREY_ALPHA = 4;
    private static final int MOST_BYTES = 16 << 20; // more than any profile has

    private int width;
    private int height;
    private boolean grey;
    private byte @Nullable [] icc;
    private Orientation orientation = Orientation.UPRIGHT;

    private PngHeader() {}

    static Photo open(PhotoFile file) throws ImageException, IOException {
        var header = new PngHeader();
        try (PhotoStream in = file.stream()) {
            header.readChunks(in);
        }
        byte[] icc = header.icc;
        ICC_Profile profile = icc == null ? null : Colours.profile(icc, header.grey ? 1 : 3);
        return new WholePhoto(
                header.orientation, Canvas.of(header.width, header.height), profile, Codecs::pngReader, file::stream);
    }

    private void readChunks(PhotoStream in) throws ImageException, IOException {
        in.seek(SIGNATURE_BYTES);
        long length = in.readUnsignedInt();
        if (in.readInt() != IHDR || length < 13) {
            throw new ImageException("damaged PNG: it doesn't begin with its header");
        }
        width = in.readInt();
        height = in.readInt();
        in.readByte();
        int colours = in.readByte();
        grey = colours == GREY || colours == GREY_ALPHA;
        if (width < 1 || height < 1) {
            throw new ImageException("damaged PNG: it says its picture is " + Integer.toUnsignedString(width) + "×"
                    + Integer.toUnsignedString(height) + " pixels");
        }
        long next = SIGNATURE_BYTES + 12 + length;
        while (next + 12 <= in.length()) {
            in.seek(next);
            length = in.readUnsignedInt();
            int chunk = in.readInt();
            if (chunk == IEND) {
                return;
            }
            if ((chunk == ICCP || chunk == EXIF) && length <= Math.min(MOST_BYTES, in.length() - next)) {
                var data = new byte[(int) length];
                in.readFully(data);
                take(chunk, data);
            }
            next += 12 + length;
        }
    }

    private void take(int chunk, byte[] data) {
        if (chunk == EXIF) {
            orientation = Orientation.fromExif(data);
            return;
        }
        int name = 0;
        while (name < data.length && data[name] != 0) {
            name++;
        }
        int from = name + 2; // the name ends with a zero, and the method of compression follows
        if (from >= data.length) {
            return;
        }
        var packed = new ByteArrayInputStream(data, from, data.length - from);
        try (var unpacked = new InflaterInputStream(packed)) {
            icc = unpacked.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            icc = null; // a photo with a damaged profile is shown as if it had none
        }
    }
}
