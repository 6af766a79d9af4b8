package dev.sluice.thumbs.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Photos to test with: the project's samples, and what is made of them. */
final class Photos {
    static final Path SAMPLES = Path.of("..", "samples");
    static final Path JPEG = SAMPLES.resolve("nature/picture-0b.jpg");
    static final Path PNG = SAMPLES.resolve("city/wine.png");
    static final Path WEBP = SAMPLES.resolve("nature/life.webp");

    private Photos() {}

    static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BufferedImage decode(byte[] encoded) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(encoded));
    }

    /** A sample as an ordinary picture, made smaller in the plainest way. */
    static BufferedImage smallSample(int width, int height) throws IOException {
        BufferedImage sample = decode(bytes(JPEG));
        return paint(
                width,
                height,
                BufferedImage.TYPE_3BYTE_BGR,
                (x, y) -> sample.getRGB(x * sample.getWidth() / width, y * sample.getHeight() / height));
    }

    static BufferedImage paint(int width, int height, int type, IntBinaryOperator argb) {
        var image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, argb.applyAsInt(x, y));
            }
        }
        return image;
    }

    static byte[] encode(BufferedImage image, String format) throws IOException {
        return encode(image, format, false);
    }

    /** Encodes a picture with the JDK's own encoder, in several passes if asked. */
    static byte[] encode(BufferedImage image, String format, boolean progressive) throws IOException {
        var writers = ImageIO.getImageWritersByFormatName(format);
        ImageWriter writer = null;
        while (writers.hasNext()) {
            ImageWriter next = writers.next();
            if (next.getClass().getName().startsWith("com.sun.imageio.")) {
                writer = next;
            }
        }
        if (writer == null) {
            throw new IllegalStateException("the JDK writes no " + format);
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (progressive) {
                param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            if (format.equals("jpeg")) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(0.95f);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** EXIF data with nothing in it but an orientation. */
    static byte[] exif(int orientation, ByteOrder order) {
        ByteBuffer exif = ByteBuffer.allocate(26).order(order);
        exif.put(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
        exif.putShort((short) 42).putInt(8).putShort((short) 1);
        exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return exif.array();
    }

    /** A JPEG with a segment more, right after its start. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[]... parts) {
        byte[] content = join(parts);
        byte[] header = {(byte) 0xff, (byte) marker, (byte) ((content.length + 2) >> 8), (byte) (content.length + 2)};
        return join(Arrays.copyOf(jpeg, 2), header, content, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** A PNG with a chunk more, right after its header. */
    static byte[] withChunk(byte[] png, String name, byte[]... parts) {
        return join(Arrays.copyOf(png, 33), chunk(name, join(parts)), Arrays.copyOfRange(png, 33, png.length));
    }

    static byte[] chunk(String name, byte[] data) {
        byte[] named = join(ascii(name), data);
        var crc = new CRC32();
        crc.update(named);
        return join(bigEndian(data.length), named, bigEndian((int) crc.getValue()));
    }

    /** A WebP without metadata, with some: its canvas, the given chunk, its picture. */
    static byte[] withWebpChunk(byte[] webp, int width, int height, int flags, byte[] before, byte[] after) {
        byte[] picture = Arrays.copyOfRange(webp, 12, webp.length);
        byte[] canvas = ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(flags)
                .putShort((short) (width - 1))
                .put((byte) 0)
                .putShort((short) (height - 1))
                .array();
        byte[] body = join(ascii("WEBP"), riff("VP8X", canvas), before, picture, after);
        return join(ascii("RIFF"), littleEndian(body.length), body);
    }

    static byte[] riff(String name, byte[] data) {
        return join(ascii(name), littleEndian(data.length), data, new byte[data.length & 1]);
    }

    static byte[] deflate(byte[] data) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes)) {
            out.write(data);
        }
        return bytes.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] bigEndian(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    static byte[] join(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
