package dev.sluice.thumbs.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HeifStreamsTest {
    /** A still picture of 65536×65536 pixels: a temporal delimiter, and the shortest sequence header that says so. */
    private static final String HUGE_AV1 = "1200" + "0a07" + sequenceHeader(65536, 65536);

    /** Parameters of 1920×1080 pixels, with bytes against false start codes. */
    private static final String HEVC_1080 =
            "420101016000000300900000030000030078a003c08010e5965669" + "24cae010000003001000000301e080";

    @TempDir
    private Path folder;

    /** A reduced sequence header, by the fields of the specification, and its last bits empty. */
    private static String sequenceHeader(int width, int height) {
        String bits = "000" // profile
                + "1" // still picture
                + "1" // reduced
                + "00000" // level
                + "1111" // bits of the width less one
                + "1111"
                + "%16s".formatted(Integer.toBinaryString(width - 1)).replace(' ', '0')
                + "%16s".formatted(Integer.toBinaryString(height - 1)).replace(' ', '0');
        var hex = new StringBuilder();
        for (int at = 0; at < 56; at += 8) {
            String eight = (bits + "0".repeat(6)).substring(at, at + 8);
            hex.append("%02x".formatted(Integer.parseInt(eight, 2)));
        }
        return hex.toString();
    }

    private static byte[] box(String type, byte[]... contents) throws IOException {
        var content = new ByteArrayOutputStream();
        for (byte[] each : contents) {
            content.write(each);
        }
        return ByteBuffer.allocate(8 + content.size())
                .putInt(8 + content.size())
                .put(type.getBytes(ISO_8859_1))
                .put(content.toByteArray())
                .array();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** A file with one item, which lies in the item data. */
    private Path file(String item, byte[] properties, byte[] stream) throws IOException {
        byte[] info = box("infe", bytes("02000000" + "0001" + "0000"), item.getBytes(ISO_8859_1), bytes("00"));
        byte[] locations = box(
                "iloc",
                bytes("01000000" + "4400" + "0001" + "0001" + "0001" + "0000" + "0001" + "00000000"),
                length(stream));
        byte[] meta = box(
                "meta",
                bytes("00000000"),
                box("iinf", bytes("00000000" + "0001"), info),
                locations,
                box("iprp", box("ipco", properties)),
                box("idat", stream));
        Path file = folder.resolve("photo");
        Files.write(file, box("ftyp", "mif1".getBytes(ISO_8859_1), bytes("00000000")));
        Files.write(file, meta, StandardOpenOption.APPEND);
        return file;
    }

    private static byte[] length(byte[] stream) {
        return ByteBuffer.allocate(4).putInt(stream.length).array();
    }

    private static long largest(Path path, ImageFormat format) throws Exception {
        try (var file = new PhotoFile(path);
                PhotoStream in = file.stream()) {
            return HeifStreams.largest(in, format);
        }
    }

    @Test
    void a_sequence_header_of_av1_says_the_size() throws Exception {
        Path file = file("av01", new byte[0], bytes(HUGE_AV1));

        assertThat(largest(file, ImageFormat.AVIF)).isEqualTo(65536L * 65536);
    }

    @Test
    void so_does_one_in_the_header_of_the_file() throws Exception {
        Path file = file("av01", box("av1C", bytes("81000c00" + HUGE_AV1)), new byte[0]);

        assertThat(largest(file, ImageFormat.AVIF)).isEqualTo(65536L * 65536);
    }

    @Test
    void a_parameter_set_of_hevc_says_the_size() throws Exception {
        byte[] parameters = bytes(HEVC_1080);
        Path file = file(
                "hvc1",
                new byte[0],
                ByteBuffer.allocate(4 + parameters.length)
                        .putInt(parameters.length)
                        .put(parameters)
                        .array());

        assertThat(largest(file, ImageFormat.HEIC)).isEqualTo(1920L * 1080);
    }

    @Test
    void so_does_one_in_the_header_of_a_heic() throws Exception {
        byte[] parameters = bytes(HEVC_1080);
        byte[] configuration = ByteBuffer.allocate(23 + 5 + parameters.length)
                .position(21)
                .put((byte) 3)
                .put((byte) 1)
                .put((byte) 0xa1)
                .putShort((short) 1)
                .putShort((short) parameters.length)
                .put(parameters)
                .array();

        assertThat(largest(file("hvc1", box("hvcC", configuration), new byte[0]), ImageFormat.HEIC))
                .isEqualTo(1920L * 1080);
    }

    @Test
    void an_item_that_lies_behind_the_end_is_an_error() throws Exception {
        Path file = file("av01", new byte[0], bytes(HUGE_AV1));
        byte[] content = Files.readAllBytes(file);
        int at = new String(content, ISO_8859_1).indexOf("iloc") + 24;
        Files.write(file, ByteBuffer.wrap(content).putInt(at, 1 << 30).array());

        assertThatThrownBy(() -> largest(file, ImageFormat.AVIF))
                .isInstanceOf(ImageException.class)
                .hasMessage("truncated AVIF: the file ends before its picture does");
    }

    @Test
    void a_box_that_is_larger_than_its_place_is_an_error() throws Exception {
        Path file = folder.resolve("photo");
        Files.write(file, bytes("7fffffff" + "6d657461" + "00000000"));

        assertThatThrownBy(() -> largest(file, ImageFormat.AVIF))
                .isInstanceOf(ImageException.class)
                .hasMessage("damaged AVIF: it has a box of 2147483647 bytes, where there is room for 12");
    }

    @Test
    void an_avif_whose_stream_is_larger_than_it_says_is_refused_before_it_is_decoded() throws Exception {
        assumeTrue(
                Backend.auto().refusal(Damage.AVIF).isEmpty(), "needs libvips that writes AVIF: apt install libvips42");
        byte[] avif =
                Backend.auto().thumbnails(Photos.JPEG, Damage.AVIF).getFirst().bytes();
        Path file = folder.resolve("small.avif");
        Files.write(file, avif);
        long honest = largest(file, ImageFormat.AVIF);
        assertThat(honest).isBetween(48L * 48, 64L * 64);

        Path larger = withLargerStream(avif, 100 * honest);

        assertThatThrownBy(() ->
                        Backends.named("vips").thumbnails(larger, Spec.of(32).withMaxPixels(64 * 64)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("the one inside of its stream " + largest(larger, ImageFormat.AVIF) + " pixels")
                .hasMessageEndingWith("the limit is 4096 (--max-pixels)");
    }

    /** Flips bits in the sequence headers of a file until they say another size. */
    private Path withLargerStream(byte[] avif, long pixels) throws Exception {
        Path file = folder.resolve("larger.avif");
        for (int at = 0; at < avif.length - 16; at++) {
            if (avif[at] != 0x0a || avif[at + 1] < 8 || avif[at + 1] > 14) {
                continue; // no sequence header
            }
            for (int bit = 16; bit < 8 * 14; bit++) {
                byte[] other = avif.clone();
                other[at + bit / 8] ^= (byte) (0x80 >> bit % 8);
                Files.write(file, other);
                try {
                    if (largest(file, ImageFormat.AVIF) >= pixels) {
                        return file;
                    }
                } catch (ImageException _) {
                    // Another flip, then.
                }
            }
        }
        throw new AssertionError("no flip makes the stream as large as " + pixels + " pixels");
    }
}
