package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class BrokenPhotoTest {
    private static void assertRefused(byte[] photo, String... reasons) {
        assertThatThrownBy(() -> Thumbs.of(photo, 64))
                .isInstanceOf(ImageException.class)
                .message()
                .contains(reasons)
                .doesNotContain("\n");
    }

    @Test
    void an_empty_file() {
        assertRefused(new byte[0], "empty file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "Dear diary,\r\n\ttoday", "größer als gedacht, und überhaupt", "<svg xmlns='a'/>"})
    void a_text(String text) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8), "not an image: the content is text");
    }

    @Test
    void other_data() {
        byte[] data = {(byte) 0xea, (byte) 0xa0, 0, 1, 2, 3, 4, 5, 6, 7};

        assertRefused(data, "not an image: the content is of no known format, it starts with ea a0 00 01 02 03 04 05");
    }

    @ParameterizedTest
    @CsvSource({"heic, HEIC, libheif", "avif, AVIF, libheif", "mif1, HEIC, libheif"})
    void a_format_of_phones_says_what_would_read_it(String brand, String label, String library) {
        assumeThat(Thumbs.BACKEND.name())
                .as("the backend, of which this is a limit")
                .isEqualTo("jdk");
        byte[] data = Photos.join(Photos.bigEndian(16), Photos.ascii("ftyp" + brand), new byte[4], new byte[100]);

        assertRefused(data, label, "libvips", library);
    }

    @Test
    void a_jpeg_without_a_picture() {
        assertRefused(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9}, "no picture in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    void a_file_that_ends_too_early_wherever_it_does(String format) throws Exception {
        byte[] photo = Photos.encode(Photos.smallSample(97, 71), format);
        // What follows the picture may be missing: the end marker, the checksum, the tags of another page.
        int needed = photo.length - (format.equals("jpeg") ? 4 : format.equals("png") ? 24 : 3);

        for (int length = 1; length < needed; length += 1 + length / 60) {
            Throwable thrown = refusal(Arrays.copyOf(photo, length), format + " cut at " + length);
            if (length > 40) {
                assertThat(thrown).hasMessageContaining("truncated");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif"})
    void a_file_in_several_passes_that_ends_too_early(String format) throws Exception {
        byte[] photo = Photos.encode(Photos.smallSample(97, 71), format, true);
        int needed = photo.length - (format.equals("png") ? 24 : 1);

        for (int length = 50; length < needed; length += 1 + length / 60) {
            refusal(Arrays.copyOf(photo, length), format + " cut at " + length);
        }
    }

    @Test
    void a_webp_that_ends_too_early() {
        byte[] photo = Photos.bytes(Photos.WEBP);

        for (int length : new int[] {12, 20, 30, 100, 10_000, photo.length / 2, photo.length - 2}) {
            refusal(Arrays.copyOf(photo, length), "cut at " + length);
        }
    }

    private static Throwable refusal(byte[] photo, String description) {
        Throwable thrown = catchThrowable(() -> Thumbs.of(photo, 64));
        assertThat(thrown).as(description).isInstanceOf(ImageException.class);
        return thrown;
    }

    @Test
    void a_jpeg_is_whole_without_its_end_marker_and_with_something_behind_it() throws Exception {
        byte[] photo = Photos.encode(Photos.smallSample(97, 71), "jpeg");
        byte[] expected = Thumbs.of(photo, 64).bytes();

        assertThat(Thumbs.of(Arrays.copyOf(photo, photo.length - 2), 64).bytes())
                .isEqualTo(expected);
        assertThat(Thumbs.of(Photos.join(photo, photo), 64).bytes()).isEqualTo(expected);
        assertThat(Thumbs.of(Photos.join(photo, new byte[100_000]), 64).bytes()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "progressive jpeg", "png", "gif", "bmp", "tiff", "webp"})
    void a_file_with_some_bytes_changed_gives_a_picture_or_a_reason(String format) throws Exception {
        byte[] photo = format.equals("webp")
                ? Photos.bytes(Photos.WEBP)
                : Photos.encode(
                        Photos.smallSample(61, 47),
                        format.replace("progressive ", ""),
                        format.startsWith("progressive"));
        int rounds = format.equals("webp") ? 20 : 300;
        for (int seed = 0; seed < rounds; seed++) {
            var random = new Random(seed);
            byte[] changed = photo.clone();
            int reach = random.nextBoolean() ? Math.min(200, photo.length) : photo.length;
            for (int i = 0; i < 3; i++) {
                changed[random.nextInt(reach)] = (byte) random.nextInt(256);
            }

            Throwable thrown = catchThrowable(() -> thumbnailWithin(changed, 1_000_000));

            if (thrown != null) {
                assertThat(thrown).as("%s with seed %d", format, seed).isInstanceOf(ImageException.class);
                assertThat(thrown).hasMessageNotContainingAny("\n", "null");
            }
        }
    }

    private static void thumbnailWithin(byte[] photo, long maxPixels) throws Exception {
        Path file = Files.createTempFile("photo", "");
        try {
            Files.write(file, photo);
            Thumbs.BACKEND.thumbnails(file, Spec.of(64).withMaxPixels(Math.max(maxPixels, 1600 * 1065)));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void a_png_that_claims_to_be_huge() {
        byte[] header = Photos.join(Photos.bigEndian(50_000), Photos.bigEndian(50_000), new byte[] {8, 2, 0, 0, 0});
        byte[] photo = Photos.join(
                new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'}, Photos.chunk("IHDR", header));

        assertRefused(photo, "50000×50000", "2500000000", "268435456", "--max-pixels");
    }

    @Test
    void a_jpeg_that_claims_to_be_huge() throws Exception {
        byte[] photo = Photos.encode(Photos.smallSample(97, 71), "jpeg");
        for (int i = 0; i < photo.length - 9; i++) {
            if (photo[i] == (byte) 0xff && photo[i + 1] == (byte) 0xc0) {
                System.arraycopy(new byte[] {(byte) 0xff, (byte) 0xdc, (byte) 0xff, (byte) 0xdc}, 0, photo, i + 5, 4);
            }
        }

        assertRefused(photo, "65500×65500", "4290250000", "268435456", "--max-pixels");
    }

    @Test
    void the_limit_is_met_and_not_passed() throws Exception {
        byte[] photo = Photos.encode(Photos.smallSample(100, 80), "png");

        assertThatThrownBy(() -> thumbnail(photo, 7_999))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("7999");
        assertThat(thumbnail(photo, 8_000).width()).isEqualTo(64);
    }

    private static Thumbnail thumbnail(byte[] photo, long maxPixels) throws Exception {
        Path file = Files.createTempFile("photo", "");
        try {
            Files.write(file, photo);
            return Thumbs.BACKEND
                    .thumbnails(file, Spec.of(64).withMaxPixels(maxPixels))
                    .getFirst();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void a_file_that_cannot_be_read_says_nothing_about_the_image() {
        assertThatThrownBy(() -> Thumbs.of(Path.of("no such file.jpg"), 64)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Thumbs.of(Photos.SAMPLES, 64)).isInstanceOf(IOException.class);
    }

    @Test
    void the_name_of_a_file_says_nothing_about_the_image() throws Exception {
        BufferedImage sample = Photos.smallSample(60, 40);
        Path file = Files.createTempFile("photo", ".heic");
        try {
            Files.write(file, Photos.encode(sample, "png"));

            assertThat(Thumbs.of(file, 30).width()).isEqualTo(30);
        } finally {
            Files.delete(file);
        }
    }
}
