package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class TiffTest {
    private static final int WIDTH = 40;
    private static final int HEIGHT = 30;
    private static final int STRIP_BYTE_COUNTS = 279;

    /** A TIFF without compression, with the samples that are asked for. */
    static byte[] tiff(int photometric, int bits, int format, int[] extra, int... pixel) {
        ByteBuffer samples =
                ByteBuffer.allocate(WIDTH * HEIGHT * pixel.length * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            for (int band = 0; band < pixel.length; band++) {
                // What comes after the colours changes from pixel to pixel, so that it shows where it counts.
                int sample = band < pixel.length - extra.length ? pixel[band] : i * 37 & 0xff;
                if (bits == 8) {
                    samples.put((byte) sample);
                } else {
                    samples.putShort((short) sample);
                }
            }
        }
        var tags = new TreeMap<Integer, int[]>(Map.of(
                256, new int[] {WIDTH},
                257, new int[] {HEIGHT},
                258, repeated(pixel.length, bits),
                259, new int[] {1},
                262, new int[] {photometric},
                277, new int[] {pixel.length},
                278, new int[] {HEIGHT},
                339, repeated(pixel.length, format)));
        if (extra.length > 0) {
            tags.put(338, extra);
        }
        return Tiffs.file(tags, samples.array());
    }

    private static int[] repeated(int count, int value) {
        var values = new int[count];
        Arrays.fill(values, value);
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void samples_beside_the_colours_do_not_count_unless_they_are_opacity(int extra) throws Exception {
        int[] unspecified = new int[extra];

        for (int bits : new int[] {8, 16}) {
            int unit = bits == 8 ? 1 : 257;
            byte[] grey = tiff(1, bits, 1, unspecified, withExtra(extra, 0x60 * unit));
            byte[] colours = tiff(2, bits, 1, unspecified, withExtra(extra, 0x20 * unit, 0x40 * unit, 0x60 * unit));
            byte[] inks = tiff(5, bits, 1, unspecified, withExtra(extra, 0, 0, 0, 0x80 * unit));

            Thumbs.assertColour(Thumbs.of(grey, 20), 0x606060, 2);
            Thumbs.assertColour(Thumbs.of(colours, 20), 0x204060, 2);
            assertFlat(Thumbs.of(inks, 20));
        }
    }

    private static int[] withExtra(int extra, int... colours) {
        return Arrays.copyOf(colours, colours.length + extra);
    }

    /** What a decoder makes of inks is its own affair; that each pixel is the same isn't. */
    private static void assertFlat(Thumbnail thumbnail) throws IOException {
        Thumbs.assertColour(thumbnail, Thumbs.picture(thumbnail).getRGB(5, 5) & 0xffffff, 2);
    }

    @Test
    void opacity_beside_the_colours_counts() throws Exception {
        byte[] photo = tiff(2, 8, 1, new int[] {2}, 0x20, 0x40, 0x60, 0);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            photo[8 + 4 * i + 3] = 0;
        }

        Thumbs.assertColour(Thumbs.of(photo, 20), 0xffffff, 2);
    }

    @ParameterizedTest
    @CsvSource({"32767, 0xffffff", "16384, 0x808080", "0, 0", "-1, 0", "-32768, 0"})
    void samples_with_a_sign_are_black_up_to_zero(int sample, String colour) throws Exception {
        Thumbs.assertColour(Thumbs.of(tiff(1, 16, 2, new int[0], sample), 20), Integer.decode(colour), 2);
    }

    @Test
    void samples_of_a_byte_with_a_sign_are_refused() {
        assertThatThrownBy(() -> Thumbs.of(tiff(1, 8, 2, new int[0], 100), 20))
                .isInstanceOf(ImageException.class)
                .hasMessage("a TIFF with signed samples of 8 bits, which the embedded backend can't read; libvips can");
    }

    private static byte[] compressed(String compression, IntBinaryOperator argb) throws IOException {
        boolean fax = compression.startsWith("CCITT");
        BufferedImage image =
                Photos.paint(160, 120, fax ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_3BYTE_BGR, argb);
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

    private static int pattern(int x, int y) {
        return (x * x / 7 + y * 3) % 5 < 2 ? 0xff000000 : 0xffffffff;
    }

    @ParameterizedTest
    @ValueSource(strings = {"CCITT RLE", "CCITT T.4", "CCITT T.6", "LZW", "ZLib", "Deflate", "PackBits"})
    void every_compression_is_read(String compression) throws Exception {
        Thumbnail expected = Thumbs.of(compressed("ZLib", TiffTest::pattern), 80);

        Thumbs.assertAlike(Thumbs.of(compressed(compression, TiffTest::pattern), 80), expected, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CCITT RLE", "CCITT T.4", "CCITT T.6", "LZW", "ZLib", "Deflate", "PackBits"})
    void compressed_data_that_runs_out_is_an_error(String compression) throws Exception {
        byte[] photo = compressed(compression, TiffTest::pattern);
        ByteBuffer bytes = ByteBuffer.wrap(photo).order(ByteOrder.BIG_ENDIAN);
        int counts = Tiffs.values(bytes, STRIP_BYTE_COUNTS);
        bytes.putInt(counts, bytes.getInt(counts) / 2);

        assertThatThrownBy(() -> Thumbs.of(photo, 80)).isInstanceOf(ImageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CCITT T.4", "CCITT T.6", "LZW", "ZLib", "Deflate"})
    void compressed_data_that_makes_no_sense_is_an_error(String compression) throws Exception {
        byte[] photo = compressed(compression, TiffTest::pattern);
        ByteBuffer bytes = ByteBuffer.wrap(photo).order(ByteOrder.BIG_ENDIAN);
        int strip = bytes.getInt(Tiffs.values(bytes, STRIP_BYTE_COUNTS - 6));
        int length = bytes.getInt(Tiffs.values(bytes, STRIP_BYTE_COUNTS));
        for (int i = length / 4; i < length; i++) {
            photo[strip + i] = (byte) (photo[strip + i] ^ 0x5a);
        }

        assertThatThrownBy(() -> Thumbs.of(photo, 80)).isInstanceOf(ImageException.class);
    }
}
