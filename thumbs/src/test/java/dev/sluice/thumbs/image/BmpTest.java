package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
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
class BmpTest {
    private static final int WIDTH = 40;
    private static final int HEIGHT = 30;

    /** A picture of one colour, written as OS/2 writes it, whose header is 16 or 64 bytes long. */
    static byte[] os2(int headerBytes, int bits, int rgb, int compression) {
        int paletteBytes = bits == 8 ? 4 * 256 : 0;
        int start = 14 + headerBytes + paletteBytes;
        int lineBytes = (WIDTH * bits / 8 + 3) / 4 * 4;
        ByteBuffer bmp = ByteBuffer.allocate(start + HEIGHT * lineBytes).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put(new byte[] {'B', 'M'}).putInt(bmp.capacity()).putInt(0).putInt(start);
        bmp.putInt(headerBytes).putInt(WIDTH).putInt(HEIGHT).putShort((short) 1).putShort((short) bits);
        if (headerBytes > 16) {
            bmp.putInt(compression);
            bmp.position(14 + 40);
            bmp.put(filled(24, 0x7f)); // units, rendering, colour encoding: for printers
        }
        byte[] colour = {(byte) rgb, (byte) (rgb >> 8), (byte) (rgb >> 16)};
        bmp.position(14 + headerBytes);
        if (bits == 8) {
            bmp.position(14 + headerBytes + 4 * 200);
            bmp.put(colour);
        }
        bmp.position(start);
        for (int y = 0; y < HEIGHT; y++) {
            bmp.position(start + y * lineBytes);
            for (int x = 0; x < WIDTH; x++) {
                bmp.put(bits == 8 ? new byte[] {(byte) 200} : colour);
            }
        }
        return bmp.array();
    }

    private static byte[] filled(int length, int value) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"16, 24", "64, 24", "16, 8", "64, 8"})
    void a_bitmap_of_os2_is_read(int headerBytes, int bits) throws Exception {
        Thumbs.assertColour(Thumbs.of(os2(headerBytes, bits, 0x204060, 0), 20), 0x204060, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, -1})
    void a_compression_that_only_os2_knows_is_an_error(int compression) {
        assertThatThrownBy(() -> Thumbs.of(os2(64, 24, 0, compression), 20))
                .isInstanceOf(ImageException.class)
                .hasMessage("a BMP of OS/2 with compression " + compression
                        + ", which the embedded backend can't read; expected 0 to 2");
    }

    @Test
    void a_bitmap_that_ends_in_its_header_is_an_error() {
        for (int length = 15; length < 78; length++) {
            byte[] photo = Arrays.copyOf(os2(64, 24, 0, 0), length);

            assertThatThrownBy(() -> Thumbs.of(photo, 20)).isInstanceOf(ImageException.class);
        }
    }
}
