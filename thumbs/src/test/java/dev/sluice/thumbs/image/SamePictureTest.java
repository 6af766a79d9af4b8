package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every backend makes the same picture of a photo, pair by pair. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class SamePictureTest {
    /**
     * The least ratio of signal to noise between two backends, in decibels. Decoders differ by how they round and how they
     * scale; from 40 on two pictures can't be told apart by eye.
     */
    private static final double FLOOR = 40;

    private static final Path SHARED = Path.of("..", "..", "shared", "photos");

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(Photos.SAMPLES)) {
            return files.filter(file -> file.toString().matches(".*\\.(jpe?g|png|webp)"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void of_each_sample(Path photo) throws Exception {
        assertSamePicture(photo, 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"formats", "cameras", "orientation"})
    void of_the_photos_of_other_programs(String folder) throws Exception {
        assumeThat(SHARED).as("photos to test with").isDirectory();
        try (var files = Files.list(SHARED.resolve(folder))) {
            for (Path photo : files.filter(
                            file -> ImageFormat.named(file.toString()).isPresent())
                    .sorted()
                    .toList()) {
                assertSamePicture(photo, 128);
            }
        }
    }

    @Test
    void a_checker_of_single_pixels_is_flat_grey_from_all(@TempDir Path folder) throws Exception {
        BufferedImage checker = Photos.paint(
                512, 512, BufferedImage.TYPE_3BYTE_BGR, (x, y) -> (x + y) % 2 == 0 ? 0xff000000 : 0xffffffff);
        for (String format : List.of("png", "jpeg", "gif", "tiff")) {
            Path photo = Files.write(folder.resolve(format), Photos.encode(checker, format));
            for (int size : new int[] {256, 128, 100, 31}) {
                for (Thumbnail thumbnail : made(photo, size).values()) {
                    Thumbs.assertColour(thumbnail, 0x808080, 5);
                }
            }
        }
    }

    @Test
    void a_truncated_file_is_an_error_in_all(@TempDir Path folder) throws Exception {
        for (String format : List.of("jpeg", "progressive jpeg", "png", "gif", "tiff")) {
            byte[] whole = Photos.encode(
                    Photos.smallSample(97, 71), format.replace("progressive ", ""), format.startsWith("progressive"));
            for (int length : new int[] {whole.length / 3, whole.length / 2, whole.length * 9 / 10}) {
                Path photo = Files.write(folder.resolve("photo"), Arrays.copyOf(whole, length));
                for (String backend : TestBackends.names()) {
                    assertThatThrownBy(() -> Backend.named(backend).thumbnails(photo, Spec.of(50)))
                            .as("%s cut at %d by %s", format, length, backend)
                            .isInstanceOf(ImageException.class);
                }
            }
        }
    }

    private static void assertSamePicture(Path photo, int size) throws Exception {
        Map<String, Thumbnail> thumbnails = made(photo, size);
        for (var one : thumbnails.entrySet()) {
            for (var other : thumbnails.entrySet()) {
                String pair = photo + " by " + one.getKey() + " and " + other.getKey();
                assertThat(one.getValue().width())
                        .as(pair)
                        .isEqualTo(other.getValue().width());
                assertThat(one.getValue().height())
                        .as(pair)
                        .isEqualTo(other.getValue().height());
                assertThat(decibels(Thumbs.picture(one.getValue()), Thumbs.picture(other.getValue())))
                        .as(pair)
                        .isGreaterThan(FLOOR);
            }
        }
    }

    /** What the backends that can read a photo make of it, as PNG, so that no encoder comes in between. */
    private static Map<String, Thumbnail> made(Path photo, int size) throws Exception {
        var thumbnails = new LinkedHashMap<String, Thumbnail>();
        for (String name : TestBackends.names()) {
            try {
                thumbnails.put(
                        name,
                        Backend.named(name)
                                .thumbnails(photo, Spec.of(size).withFormats(OutputFormat.PNG))
                                .getFirst());
            } catch (UnsupportedImageException _) {
                // Not a format of this backend.
            }
        }
        return thumbnails;
    }

    private static double decibels(BufferedImage one, BufferedImage other) {
        double squares = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                for (int shift = 0; shift <= 24; shift += 8) {
                    int difference = ((one.getRGB(x, y) >> shift) & 0xff) - ((other.getRGB(x, y) >> shift) & 0xff);
                    squares += difference * difference;
                }
            }
        }
        return 10 * Math.log10(255 * 255 * 4.0 * one.getWidth() * one.getHeight() / Math.max(squares, 1e-9));
    }
}
