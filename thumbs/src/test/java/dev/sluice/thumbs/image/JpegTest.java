package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEGs that are put together in ways that are rare and allowed. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class JpegTest {
    private static final int FRAME = 0xc0;
    private static final int PROGRESSIVE_FRAME = 0xc2;
    private static final int HUFFMAN = 0xc4;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;
    private static final int QUANTISATION = 0xdb;

    /** The segments of a JPEG; the data of a scan is part of the one that begins it. */
    private static List<byte[]> segments(byte[] jpeg) {
        var segments = new ArrayList<byte[]>();
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != END) {
            int marker = jpeg[at + 1] & 0xff;
            int end = at + 2 + Short.toUnsignedInt(ByteBuffer.wrap(jpeg).getShort(at + 2));
            while (marker == SCAN && !(jpeg[end] == (byte) 0xff && jpeg[end + 1] != 0)) {
                end++;
            }
            segments.add(Arrays.copyOfRange(jpeg, at, end));
            at = end;
        }
        return segments;
    }

    private static int marker(byte[] segment) {
        return segment[1] & 0xff;
    }

    /** Puts grey JPEGs together as the components of one picture, each with scans of its own. */
    private static byte[] withScansOfTheirOwn(byte[]... components) {
        var jpeg = new ByteArrayOutputStream();
        jpeg.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd8});
        for (byte[] segment : segments(components[0])) {
            if (marker(segment) == QUANTISATION) {
                jpeg.writeBytes(segment);
            } else if (marker(segment) == FRAME || marker(segment) == PROGRESSIVE_FRAME) {
                byte[] frame = Arrays.copyOf(segment, 10 + 3 * components.length);
                frame[3] = (byte) (frame.length - 2);
                frame[9] = (byte) components.length;
                for (int i = 0; i < components.length; i++) {
                    frame[10 + 3 * i] = (byte) (i + 1);
                    frame[11 + 3 * i] = 0x11;
                }
                jpeg.writeBytes(frame);
            }
        }
        for (int i = 0; i < components.length; i++) {
            for (byte[] segment : segments(components[i])) {
                if (marker(segment) == HUFFMAN || marker(segment) == SCAN) {
                    byte[] bytes = segment.clone();
                    if (marker(segment) == SCAN) {
                        bytes[5] = (byte) (i + 1);
                    }
                    jpeg.writeBytes(bytes);
                }
            }
        }
        jpeg.writeBytes(new byte[] {(byte) 0xff, (byte) END});
        return jpeg.toByteArray();
    }

    private static byte[] grey(
            BufferedImage colours, double red, double green, double blue, int add, boolean progressive)
            throws IOException {
        var plane = new BufferedImage(colours.getWidth(), colours.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < colours.getHeight(); y++) {
            for (int x = 0; x < colours.getWidth(); x++) {
                int rgb = colours.getRGB(x, y);
                double sample = red * (rgb >> 16 & 0xff) + green * (rgb >> 8 & 0xff) + blue * (rgb & 0xff) + add;
                plane.getRaster().setSample(x, y, 0, Math.clamp(Math.round(sample), 0, 255));
            }
        }
        return Photos.encode(plane, "jpeg", progressive);
    }

    private static byte[][] planes(BufferedImage colours, boolean progressive) throws IOException {
        return new byte[][] {
            grey(colours, 0.299, 0.587, 0.114, 0, progressive),
            grey(colours, -0.168736, -0.331264, 0.5, 128, progressive),
            grey(colours, 0.5, -0.418688, -0.081312, 128, progressive)
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_picture_with_a_scan_for_each_component_is_in_colour(boolean progressive) throws Exception {
        BufferedImage sample = Photos.smallSample(203, 101);

        byte[] photo = withScansOfTheirOwn(planes(sample, progressive));

        Thumbs.assertAlike(Thumbs.of(photo, 90), Thumbs.of(Photos.encode(sample, "png"), 90), 3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_component_without_a_scan_is_an_error(boolean progressive) throws Exception {
        byte[][] planes = planes(Photos.smallSample(40, 30), progressive);
        byte[] photo = withScansOfTheirOwn(planes);
        byte[] first = withScansOfTheirOwn(planes[0]);
        int lost = photo.length - (withScansOfTheirOwn(planes[0], planes[1]).length - first.length) * 2 / 3;

        assertThatThrownBy(() -> Thumbs.of(Arrays.copyOf(photo, lost), 20))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("truncated JPEG");
        byte[] frameOfThree = withScansOfTheirOwn(planes[0], planes[1]);
        assertThatThrownBy(() -> Thumbs.of(withAnotherComponent(frameOfThree), 20))
                .isInstanceOf(ImageException.class)
                .hasMessage("damaged JPEG: there is no scan of its component 9");
    }

    private static byte[] withAnotherComponent(byte[] jpeg) {
        var changed = new ByteArrayOutputStream();
        changed.writeBytes(Arrays.copyOf(jpeg, 2));
        for (byte[] segment : segments(jpeg)) {
            byte[] bytes = segment;
            if (marker(segment) == FRAME || marker(segment) == PROGRESSIVE_FRAME) {
                bytes = Photos.join(bytes, new byte[] {9, 0x11, 0});
                bytes[3] = (byte) (bytes[3] + 3);
                bytes[9] = (byte) (bytes[9] + 1);
            }
            changed.writeBytes(bytes);
        }
        changed.writeBytes(new byte[] {(byte) 0xff, (byte) END});
        return changed.toByteArray();
    }

    @Test
    void the_standard_tables_apply_where_a_file_has_none() throws Exception {
        byte[] photo = Photos.encode(Photos.smallSample(203, 101), "jpeg"); // written with the standard tables
        var without = new ByteArrayOutputStream();
        without.writeBytes(Arrays.copyOf(photo, 2));
        segments(photo).stream().filter(segment -> marker(segment) != HUFFMAN).forEach(without::writeBytes);
        without.writeBytes(new byte[] {(byte) 0xff, (byte) END});
        assertThat(without.size()).isLessThan(photo.length - 400);

        assertThat(Thumbs.of(without.toByteArray(), 90).bytes())
                .isEqualTo(Thumbs.of(photo, 90).bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "0xc3, lossless, false",
        "0xc5, hierarchical, false",
        "0xc9, arithmetic, true",
        "0xca, arithmetic, true",
        "0xcb, lossless, false"
    })
    void a_coding_that_is_not_read_says_what_reads_it(int frame, String kind, boolean known) throws Exception {
        byte[] photo = Photos.encode(Photos.smallSample(40, 30), "jpeg");
        for (int i = 0; i < photo.length - 1; i++) {
            if (photo[i] == (byte) 0xff && photo[i + 1] == (byte) FRAME) {
                photo[i + 1] = (byte) frame;
            }
        }

        assertThatThrownBy(() -> Thumbs.of(photo, 20))
                .isInstanceOf(ImageException.class)
                .hasMessage("a JPEG with " + kind + " coding, which "
                        + (known
                                ? "the embedded backend can't read; libjpeg-turbo and libvips can"
                                : "no backend can read"));
    }

    @ParameterizedTest
    @CsvSource({"false, 61440", "true, 92160"}) // colours have a quarter of the samples each
    void the_memory_of_the_coefficients_is_known_beforehand(boolean colour, long bytes, @TempDir Path folder)
            throws Exception {
        int type = colour ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_BYTE_GRAY;
        BufferedImage image = Photos.paint(192, 160, type, (_, _) -> 0xff405060);
        Path file = Files.write(folder.resolve("photo"), Photos.encode(image, "jpeg", true));
        try (var photo = new PhotoFile(file);
                PhotoStream in = photo.stream()) {
            assertThat(JpegHeader.read(in).coefficientBytes()).isEqualTo(bytes);
        }
    }
}
