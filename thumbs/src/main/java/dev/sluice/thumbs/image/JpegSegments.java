package dev.sluice.thumbs.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts EXIF data and a colour profile into an encoded JPEG. */
final class JpegSegments {
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int MOST_BYTES = 65_533;
    private static final byte[] EXIF = "Exif\0\0".getBytes(ISO_8859_1);
    private static final byte[] ICC = "ICC_PROFILE\0".getBytes(ISO_8859_1);

    private JpegSegments() {}

    /** Returns the JPEG with what isn't null, behind its JFIF segment. EXIF data that one segment can't hold is left out. */
    static byte[] into(byte[] jpeg, byte @Nullable [] exif, byte @Nullable [] profile) {
        if (exif == null && profile == null) {
            return jpeg;
        }
        var out = new ByteArrayOutputStream();
        int behind = (jpeg[3] & 0xff) == APP0 ? 4 + (((jpeg[4] & 0xff) << 8) | (jpeg[5] & 0xff)) : 2;
        out.write(jpeg, 0, behind);
        if (exif != null && EXIF.length + exif.length <= MOST_BYTES) {
            segment(out, APP1, EXIF, exif);
        }
        if (profile != null) {
            int part = MOST_BYTES - ICC.length - 2;
            int parts = Math.ceilDiv(profile.length, part);
            for (int i = 0; i < parts; i++) {
                byte[] number = {(byte) (i + 1), (byte) parts};
                int from = i * part;
                segment(
                        out,
                        APP2,
                        ICC,
                        number,
                        Arrays.copyOfRange(profile, from, Math.min(profile.length, from + part)));
            }
        }
        out.write(jpeg, behind, jpeg.length - behind);
        return out.toByteArray();
    }

    private static void segment(ByteArrayOutputStream out, int marker, byte[]... contents) {
        int bytes =
                2 + Arrays.stream(contents).mapToInt(content -> content.length).sum();
        out.write(0xff);
        out.write(marker);
        out.write(bytes >> 8);
        out.write(bytes);
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
    }
}
