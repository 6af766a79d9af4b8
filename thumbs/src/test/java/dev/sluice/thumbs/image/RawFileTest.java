package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw files as the descriptions of their formats have them, with just what leads to their previews. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class RawFileTest {
    private static final int FIRST_DIRECTORY = 16; // behind the longest of the headers
    private static final int SECOND_DIRECTORY = 400;
    private static final int THIRD_DIRECTORY = 600;
    private static final int NOTE = 800;
    private static final int SMALL = 1000;
    private static final int LARGE = 20_000;
    private static final int SENSOR = 80_000;
    private static final int FILE_BYTES = 100_000;

    private static final int LONG = 4;
    private static final int UNDEFINED = 7;
    private static final int LYING = 6;

    private static byte[] small = {};
    private static byte[] large = {};

    /** The ways in which the formats lead to their previews. */
    enum Camera {
        CANON,
        NIKON,
        SONY,
        ADOBE,
        PENTAX,
        PANASONIC,
        OLYMPUS,
        OM_SYSTEM,
        FUJIFILM
    }

    @BeforeAll
    static void encodePreviews() throws IOException {
        small = Photos.encode(Photos.paint(40, 30, BufferedImage.TYPE_3BYTE_BGR, (_, _) -> 0xff800000), "jpeg");
        large = Photos.encode(Photos.smallSample(160, 120), "jpeg");
        assertThat(small).hasSizeLessThan(LARGE - SMALL);
        assertThat(large).hasSizeLessThan(SENSOR - LARGE);
    }

    /** The numbers of an entry: its tag, its type, its count, its value. */
    private static void directory(ByteBuffer file, int at, int next, int[]... entries) {
        file.position(at);
        file.putShort((short) entries.length);
        for (int[] entry : entries) {
            file.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
            file.putInt(entry[3]);
        }
        file.putInt(next);
    }

    private static int[] number(int tag, int value) {
        return new int[] {tag, LONG, 1, value};
    }

    static byte[] raw(Camera camera) {
        ByteBuffer file = ByteBuffer.allocate(FILE_BYTES)
                .order(
                        camera == Camera.NIKON || camera == Camera.FUJIFILM
                                ? ByteOrder.BIG_ENDIAN
                                : ByteOrder.LITTLE_ENDIAN);
        file.put(SMALL, small)
                .put(LARGE, large)
                .put(SENSOR, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xc3});
        int[] lying = number(0x0112, LYING);
        int[] sensor = number(0x0106, 32803);
        switch (camera) {
            case CANON -> {
                start(file, "II*\0").put(8, Photos.ascii("CR"));
                file.put(10, (byte) 2);
                directory(
                        file,
                        FIRST_DIRECTORY,
                        SECOND_DIRECTORY,
                        lying,
                        number(0x0103, 6),
                        number(0x0111, LARGE),
                        number(0x0117, large.length));
                directory(file, SECOND_DIRECTORY, THIRD_DIRECTORY, number(0x0201, SMALL), number(0x0202, small.length));
                directory(file, THIRD_DIRECTORY, 0, number(0x0103, 6), number(0x0111, SENSOR), number(0x0117, 10_000));
            }
            case NIKON -> {
                start(file, "MM\0*");
                file.putInt(NOTE, SECOND_DIRECTORY).putInt(NOTE + 4, THIRD_DIRECTORY);
                directory(file, FIRST_DIRECTORY, 0, lying, number(0x0103, 1), new int[] {0x014a, LONG, 2, NOTE});
                directory(file, SECOND_DIRECTORY, 0, number(0x0201, LARGE), number(0x0202, large.length));
                directory(file, THIRD_DIRECTORY, 0, sensor, number(0x0103, 34713));
            }
            case SONY -> {
                start(file, "II*\0");
                directory(
                        file,
                        FIRST_DIRECTORY,
                        SECOND_DIRECTORY,
                        lying,
                        number(0x0201, LARGE),
                        number(0x0202, large.length),
                        number(0x014a, THIRD_DIRECTORY));
                directory(file, SECOND_DIRECTORY, 0, number(0x0201, SMALL), number(0x0202, small.length));
                directory(file, THIRD_DIRECTORY, 0, sensor);
            }
            case ADOBE -> {
                start(file, "II*\0");
                file.putInt(NOTE, SECOND_DIRECTORY).putInt(NOTE + 4, THIRD_DIRECTORY);
                directory(file, FIRST_DIRECTORY, 0, lying, number(0xc612, 1), new int[] {0x014a, LONG, 2, NOTE});
                directory(file, SECOND_DIRECTORY, 0, number(0x0103, 7), number(0x0111, SENSOR), number(0x0117, 10_000));
                directory(
                        file,
                        THIRD_DIRECTORY,
                        0,
                        number(0x0103, 7),
                        number(0x0111, LARGE),
                        number(0x0117, large.length));
            }
            case PENTAX -> {
                start(file, "II*\0");
                directory(file, FIRST_DIRECTORY, SECOND_DIRECTORY, lying, sensor);
                directory(file, SECOND_DIRECTORY, THIRD_DIRECTORY, number(0x0201, SMALL), number(0x0202, small.length));
                directory(file, THIRD_DIRECTORY, 0, number(0x0201, LARGE), number(0x0202, large.length));
            }
            case PANASONIC -> {
                start(file, "IIU\0");
                directory(file, FIRST_DIRECTORY, 0, new int[] {0x002e, UNDEFINED, large.length, LARGE}, lying);
            }
            case OLYMPUS, OM_SYSTEM -> {
                start(file, "IIRO");
                boolean old = camera == Camera.OLYMPUS;
                file.put(NOTE, Photos.ascii(old ? "OLYMPUS\0II\3\0" : "OM SYSTEM\0\0\0II\4\0"));
                int head = old ? 12 : 16;
                directory(file, FIRST_DIRECTORY, 0, lying, number(0x8769, SECOND_DIRECTORY));
                directory(file, SECOND_DIRECTORY, 0, new int[] {0x927c, UNDEFINED, 100, NOTE});
                directory(file, NOTE + head, 0, number(0x2020, head + 20));
                directory(file, NOTE + head + 20, 0, number(0x0101, LARGE - NOTE), number(0x0102, large.length));
            }
            case FUJIFILM -> {
                file.put(0, Photos.ascii("FUJIFILMCCD-RAW 0201FF383501"));
                file.putInt(84, LARGE).putInt(88, large.length);
            }
        }
        return file.array();
    }

    private static ByteBuffer start(ByteBuffer file, String name) {
        return file.put(0, Photos.ascii(name)).putInt(4, FIRST_DIRECTORY);
    }

    @ParameterizedTest
    @EnumSource
    void the_largest_preview_is_taken_and_turned_upright(Camera camera) throws Exception {
        Thumbnail thumbnail = Thumbs.of(raw(camera), 60);

        assertThat(thumbnail.isOfPreview()).isTrue();
        boolean turned = camera != Camera.FUJIFILM; // whose preview would say so itself
        byte[] segment = Photos.exif(LYING, ByteOrder.LITTLE_ENDIAN);
        byte[] expected = turned ? Photos.withSegment(large, 0xe1, Photos.ascii("Exif\0\0"), segment) : large;
        assertThat(thumbnail.bytes()).isEqualTo(Thumbs.of(expected, 60).bytes());
    }

    @Test
    void a_preview_that_says_how_to_turn_it_is_turned_once() throws Exception {
        byte[] segment = Photos.exif(LYING, ByteOrder.LITTLE_ENDIAN);
        byte[] turned = Photos.withSegment(large, 0xe1, Photos.ascii("Exif\0\0"), segment);
        for (Camera camera : new Camera[] {Camera.FUJIFILM, Camera.PANASONIC}) {
            byte[] plain = large;
            large = turned;
            try {
                assertThat(Thumbs.of(raw(camera), 60).bytes())
                        .isEqualTo(Thumbs.of(turned, 60).bytes());
            } finally {
                large = plain;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_raw_file_without_a_preview_is_an_error(Camera camera) {
        byte[] photo = raw(camera);
        photo[SMALL] = 0;
        photo[LARGE] = 0;

        assertThatThrownBy(() -> Thumbs.of(photo, 60))
                .isInstanceOf(ImageException.class)
                .hasMessage("a raw file without a JPEG preview in it, which is all that is read of raw files");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 90, 300, 500, 810, 900})
    void a_raw_file_that_ends_before_its_preview_is_an_error(int length) {
        for (Camera camera : Camera.values()) {
            assertThatThrownBy(() -> Thumbs.of(Arrays.copyOf(raw(camera), length), 60))
                    .as("%s", camera)
                    .isInstanceOf(ImageException.class);
        }
    }

    @Test
    void a_preview_that_is_cut_off_is_an_error() {
        for (Camera camera : Camera.values()) {
            byte[] photo = Arrays.copyOf(raw(camera), LARGE + large.length / 2);

            assertThatThrownBy(() -> Thumbs.of(photo, 60))
                    .as("%s", camera)
                    .isInstanceOf(ImageException.class)
                    .hasMessageStartingWith("truncated JPEG");
        }
    }

    @Test
    void directories_that_lead_in_circles_end() {
        ByteBuffer file = ByteBuffer.wrap(raw(Camera.SONY)).order(ByteOrder.LITTLE_ENDIAN);
        directory(file, FIRST_DIRECTORY, FIRST_DIRECTORY, number(0x0106, 32803), number(0x014a, FIRST_DIRECTORY));

        assertThatThrownBy(() -> Thumbs.of(file.array(), 60)).isInstanceOf(ImageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.CR2", "a.nef", "a.ARW", "a.dng", "a.orf", "a.rw2", "a.raf", "a.pef"})
    void names_claim_raw_files(String name) {
        assertThat(ImageFormat.named(name)).contains(ImageFormat.RAW);
    }

    @Test
    void an_ordinary_tiff_is_none() throws Exception {
        byte[] tiff = Photos.encode(Photos.smallSample(60, 40), "tiff");

        assertThat(Thumbs.of(tiff, 30).isOfPreview()).isFalse();
    }
}
