package dev.sluice.thumbs.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Damages photos at random; a seed stands for a photo and what is done to it. */
final class Damage {
    /** Asks for what AVIF files are made with. */
    static final Spec AVIF = Spec.of(64).withFormats(OutputFormat.AVIF);

    private static final Path SHARED = Path.of("..", "..", "shared", "photos", "odd");
    private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xff};
    private static final int[] HUGE = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff, 0x10000, 0x7fff0000, 0};

    private final List<byte[]> photos;

    private Damage(List<byte[]> photos) {
        this.photos = photos;
    }

    /** Whole photos of a format to damage. */
    static Damage of(ImageFormat format) throws IOException {
        var photos = new ArrayList<byte[]>();
        BufferedImage colours = Photos.smallSample(97, 71);
        BufferedImage opacity = Photos.paint(
                53, 37, BufferedImage.TYPE_4BYTE_ABGR, (x, y) -> ((x * 5) << 24) | (colours.getRGB(x, y) & 0xffffff));
        BufferedImage grey = Photos.paint(40, 60, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> colours.getRGB(x, y));
        BufferedImage lines = Photos.paint(80, 60, BufferedImage.TYPE_BYTE_BINARY, (x, y) -> x * y % 7 < 3 ? -1 : 0);
        switch (format) {
            case JPEG -> {
                photos.add(Photos.encode(colours, "jpeg"));
                photos.add(Photos.encode(colours, "jpeg", true));
                photos.add(Photos.encode(grey, "jpeg"));
                photos.add(Photos.encode(grey, "jpeg", true));
            }
            case PNG -> {
                for (BufferedImage image : List.of(colours, opacity, grey, lines)) {
                    photos.add(Photos.encode(image, "png"));
                }
                photos.add(Photos.encode(colours, "png", true));
            }
            case GIF -> {
                photos.add(Photos.encode(colours, "gif"));
                photos.add(Photos.encode(lines, "gif", true));
            }
            case BMP -> {
                photos.add(Photos.encode(colours, "bmp"));
                photos.add(Photos.encode(lines, "bmp"));
                photos.add(BmpTest.os2(64, 8, 0x204060, 0));
                photos.add(BmpTest.os2(16, 24, 0x204060, 0));
            }
            case TIFF -> {
                for (String compression : List.of("LZW", "ZLib", "PackBits", "JPEG")) {
                    photos.add(tiff(colours, compression));
                }
                for (String compression : List.of("CCITT RLE", "CCITT T.4", "CCITT T.6")) {
                    photos.add(tiff(lines, compression));
                }
                photos.add(TiffTest.tiff(5, 16, 1, new int[] {0}, 0, 9000, 40000, 60000, 0));
            }
            case WEBP -> {
                photos.add(WebpTest.tiny(60, 40, 0x204060));
                photos.add(Photos.bytes(Photos.WEBP));
            }
            case RAW -> {
                RawFileTest.encodePreviews();
                for (RawFileTest.Camera camera : RawFileTest.Camera.values()) {
                    photos.add(RawFileTest.raw(camera));
                }
            }
            case AVIF -> {
                Path jpeg = Files.createTempFile("whole", "");
                try {
                    Files.write(jpeg, Photos.encode(colours, "jpeg"));
                    photos.add(Backend.auto().thumbnails(jpeg, AVIF).getFirst().bytes());
                } catch (ImageException | InterruptedException e) {
                    throw new IOException(e);
                } finally {
                    Files.delete(jpeg);
                }
            }
            case HEIC, JXL -> throw new IllegalArgumentException("there is nothing to make " + format + " with");
        }
        if (Files.isDirectory(SHARED)) {
            try (var files = Files.list(SHARED)) {
                for (Path file : files.sorted().toList()) {
                    if (ImageFormat.of(file).equals(Optional.of(format))) {
                        photos.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return new Damage(photos);
    }

    private static byte[] tiff(BufferedImage image, String compression) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageWriter writer = Tiffs.writer();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType(compression);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Returns a damaged photo. */
    byte[] photo(long seed) {
        var random = new Random(seed);
        byte[] photo = photos.get(random.nextInt(photos.size())).clone();
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && photo.length > 16; i++) {
            photo = damaged(photo, random);
        }
        if (random.nextBoolean()) {
            repairChecksums(photo);
        }
        return photo;
    }

    /** Gives the chunks of a PNG the checksums that they should have, so that damage gets as far as the decoder. */
    private static void repairChecksums(byte[] photo) {
        ByteBuffer png = ByteBuffer.wrap(photo);
        if (!ImageFormat.of(photo).equals(Optional.of(ImageFormat.PNG))) {
            return;
        }
        for (long at = 8; at + 12 <= photo.length; ) {
            long length = Integer.toUnsignedLong(png.getInt((int) at));
            if (at + 12 + length > photo.length) {
                return;
            }
            var checksum = new CRC32();
            checksum.update(photo, (int) at + 4, (int) length + 4);
            png.putInt((int) (at + 8 + length), (int) checksum.getValue());
            at += 12 + length;
        }
    }

    private byte[] damaged(byte[] photo, Random random) {
        // Half of the damage is done to headers, where it does most.
        int reach = random.nextBoolean() ? Math.min(300, photo.length) : photo.length;
        int at = random.nextInt(reach);
        int length = Math.min(photo.length - at, 1 + random.nextInt(64));
        switch (random.nextInt(8)) {
            case 0 -> photo[at] = (byte) (photo[at] ^ 1 << random.nextInt(8));
            case 1 -> photo[at] = (byte) TELLING[random.nextInt(TELLING.length)];
            case 2 -> ByteBuffer.wrap(photo).putInt(Math.min(at, photo.length - 4), HUGE[random.nextInt(HUGE.length)]);
            case 3 -> Arrays.fill(photo, at, at + length, (byte) random.nextInt(256));
            case 4 -> {
                return Photos.join(Arrays.copyOf(photo, at), Arrays.copyOfRange(photo, at + length, photo.length));
            }
            case 5 -> {
                byte[] twice = Arrays.copyOfRange(photo, at, at + length);
                return Photos.join(Arrays.copyOf(photo, at), twice, Arrays.copyOfRange(photo, at, photo.length));
            }
            case 6 -> {
                byte[] other = photos.get(random.nextInt(photos.size()));
                int from = random.nextInt(other.length);
                System.arraycopy(other, from, photo, at, Math.min(length, other.length - from));
            }
            default -> {
                return Arrays.copyOf(photo, 16 + random.nextInt(photo.length - 15));
            }
        }
        return photo;
    }
}
