package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class OrientationTest {
    private static final int WIDTH = 61;
    private static final int HEIGHT = 47;

    /** The stored pixel that an upright one comes from, as the EXIF standard says for each value. */
    private static int[] stored(int orientation, int x, int y) {
        return switch (orientation) {
            case 2 -> new int[] {WIDTH - 1 - x, y};
            case 3 -> new int[] {WIDTH - 1 - x, HEIGHT - 1 - y};
            case 4 -> new int[] {x, HEIGHT - 1 - y};
            case 5 -> new int[] {y, x};
            case 6 -> new int[] {y, WIDTH - 1 - x};
            case 7 -> new int[] {HEIGHT - 1 - y, WIDTH - 1 - x};
            case 8 -> new int[] {HEIGHT - 1 - y, x};
            default -> new int[] {x, y};
        };
    }

    /** The sample as a camera stores it that was held in another way. */
    private static BufferedImage turned(BufferedImage upright, int orientation) {
        boolean swap = orientation >= 5 && orientation <= 8;
        var turned = new BufferedImage(swap ? HEIGHT : WIDTH, swap ? WIDTH : HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int[] at = stored(orientation, x, y);
                turned.setRGB(at[0], at[1], upright.getRGB(x, y));
            }
        }
        return turned;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void a_jpeg_is_turned_upright(int orientation) throws Exception {
        BufferedImage upright = Photos.smallSample(WIDTH, HEIGHT);
        byte[] jpeg = Photos.encode(turned(upright, orientation), "jpeg");
        Thumbnail expected = Thumbs.of(Photos.encode(upright, "jpeg"), 31);

        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            byte[] exif = Photos.exif(orientation, order);
            byte[] photo = Photos.withSegment(jpeg, 0xe1, Photos.ascii("Exif\0\0"), exif);

            Thumbs.assertAlike(Thumbs.of(photo, 31), expected, 6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_png_is_turned_upright(int orientation) throws Exception {
        BufferedImage upright = Photos.smallSample(WIDTH, HEIGHT);
        byte[] png = Photos.encode(turned(upright, orientation), "png");
        byte[] photo = Photos.withChunk(png, "eXIf", Photos.exif(orientation, ByteOrder.BIG_ENDIAN));

        Thumbs.assertAlike(Thumbs.of(photo, 31), Thumbs.of(Photos.encode(upright, "png"), 31), 3);
    }

    @Test
    void a_webp_is_turned_upright() throws Exception {
        byte[] exif = Photos.exif(6, ByteOrder.LITTLE_ENDIAN);
        byte[] webp = Photos.bytes(Photos.WEBP);
        byte[] turned = Photos.withWebpChunk(webp, 1600, 1065, 0x08, new byte[0], Photos.riff("EXIF", exif));
        BufferedImage flat = Thumbs.picture(Thumbs.of(webp, 90));

        Thumbnail thumbnail = Thumbs.of(turned, 90);

        int across = flat.getHeight();
        int down = flat.getWidth();
        BufferedImage expected = Photos.paint(across, down, flat.getType(), (x, y) -> flat.getRGB(y, across - 1 - x));
        assertThat(Thumbs.difference(Thumbs.picture(thumbnail), expected)).isLessThan(5);
    }

    @ParameterizedTest
    @CsvSource({"6, 31, 24", "1, 24, 31"})
    void a_tiff_is_turned_upright(int orientation, int width, int height) throws Exception {
        byte[] tiff = Photos.encode(Photos.smallSample(47, 61), "tiff");
        boolean little = tiff[0] == 'I';
        // The encoder writes no orientation, so the resolution, which nobody needs, makes room for it.
        int entry = indexOf(tiff, little ? new byte[] {0x1a, 0x01} : new byte[] {0x01, 0x1a});
        byte[] tag = Arrays.copyOfRange(
                Photos.exif(orientation, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN), 10, 22);
        System.arraycopy(tag, 0, tiff, entry, tag.length);

        Thumbnail thumbnail = Thumbs.of(tiff, 31);

        assertThat(thumbnail.width()).isEqualTo(width);
        assertThat(thumbnail.height()).isEqualTo(height);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = bytes.length - wanted.length; i >= 0; i--) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new IllegalStateException("not found: " + Arrays.toString(wanted));
    }

    @Test
    void damaged_exif_is_as_good_as_none() throws Exception {
        byte[] jpeg = Photos.encode(Photos.smallSample(WIDTH, HEIGHT), "jpeg");
        byte[] whole = Photos.exif(6, ByteOrder.BIG_ENDIAN);
        Thumbnail expected = Thumbs.of(jpeg, 31);

        for (int length = 0; length < 18; length++) {
            byte[] exif = Arrays.copyOf(whole, length);
            Thumbnail thumbnail = Thumbs.of(Photos.withSegment(jpeg, 0xe1, Photos.ascii("Exif\0\0"), exif), 31);

            assertThat(thumbnail.bytes()).isEqualTo(expected.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 7, 25, 26})
    void a_directory_that_lies_elsewhere_is_as_good_as_none(int offset) {
        byte[] exif = Photos.exif(6, ByteOrder.BIG_ENDIAN);
        System.arraycopy(Photos.bigEndian(offset), 0, exif, 4, 4);

        assertThat(Orientation.fromExif(exif)).isEqualTo(Orientation.UPRIGHT);
    }
}
