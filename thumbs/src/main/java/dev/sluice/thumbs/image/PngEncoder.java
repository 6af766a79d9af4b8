package dev.sluice.thumbs.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Encodes PNGs: 8 bits a sample, each line stored as its difference to the one above. */
final class PngEncoder implements Encoder {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int RGB = 2;
    private static final int RGB_WITH_OPACITY = 6;
    private static final int DIFFERENCE_TO_ABOVE = 2;

    @Override
    public byte[] encode(Picture picture, Finish finish) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(SIGNATURE);
        var header = new ByteArrayOutputStream();
        var fields = new DataOutputStream(header);
        fields.writeInt(picture.width());
        fields.writeInt(picture.height());
        fields.write(new byte[] {8, (byte) (picture.bands() == 4 ? RGB_WITH_OPACITY : RGB), 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        byte[] profile = picture.profile();
        if (profile == null) {
            chunk(out, "sRGB", new byte[1]);
        } else {
            var named = new ByteArrayOutputStream();
            named.writeBytes("ICC\0\0".getBytes(ISO_8859_1));
            deflate(named, profile);
            chunk(out, "iCCP", named.toByteArray());
        }
        if (picture.exif() != null) {
            chunk(out, "eXIf", picture.exif());
        }
        var data = new ByteArrayOutputStream();
        deflate(data, filtered(picture));
        chunk(out, "IDAT", data.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static byte[] filtered(Picture picture) {
        byte[] pixels = picture.bytes();
        int lineBytes = picture.width() * picture.bands();
        var filtered = new byte[(lineBytes + 1) * picture.height()];
        int to = 0;
        for (int from = 0; from < pixels.length; from += lineBytes) {
            filtered[to++] = DIFFERENCE_TO_ABOVE;
            for (int i = from; i < from + lineBytes; i++) {
                int above = i < lineBytes ? 0 : pixels[i - lineBytes];
                filtered[to++] = (byte) (pixels[i] - above);
            }
        }
        return filtered;
    }

    private static void deflate(ByteArrayOutputStream out, byte[] content) throws IOException {
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION);
        try (var deflating = new DeflaterOutputStream(out, deflater)) {
            deflating.write(content);
        } finally {
            deflater.end();
        }
    }

    private static void chunk(DataOutputStream out, String name, byte[] content) throws IOException {
        byte[] type = name.getBytes(ISO_8859_1);
        var crc = new CRC32();
        crc.update(type);
        crc.update(content);
        out.writeInt(content.length);
        out.write(type);
        out.write(content);
        out.writeInt((int) crc.getValue());
    }
}
