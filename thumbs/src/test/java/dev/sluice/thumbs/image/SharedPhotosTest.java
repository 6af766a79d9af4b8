package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only real files of other programs show. They lie beside the project, where there are any. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class SharedPhotosTest {
    private static final Path FOLDER = Path.of("..", "..", "shared", "photos");

    @BeforeAll
    static void requirePhotos() {
        assumeThat(FOLDER).as("photos to test with").isDirectory();
    }

    private static List<Path> files(String folder) throws IOException {
        try (var files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(file -> !file.endsWith("LICENSE")).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Landscape", "Portrait"})
    void all_orientations_give_the_same_thumbnail(String scene) throws Exception {
        Thumbnail upright = Thumbs.of(FOLDER.resolve("orientation/" + scene + "_1.jpg"), 160);

        for (int orientation = 0; orientation <= 8; orientation++) {
            Path photo = FOLDER.resolve("orientation/" + scene + "_" + orientation + ".jpg");
            Thumbs.assertAlike(Thumbs.of(photo, 160), upright, 3); // each has its number written on it
        }
    }

    @Test
    void every_camera_is_read() throws Exception {
        for (Path photo : files("cameras")) {
            Thumbnail thumbnail = Thumbs.of(photo, 100);

            assertThat(Math.max(thumbnail.width(), thumbnail.height())).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "photo-progressive.jpg, 2",
        "photo-adobergb.jpg, 3",
        "photo-cmyk.jpg, 8",
        "photo-16bit.png, 4",
        "photo.png, 4",
        "photo.webp, 5",
        "photo.gif, 9"
    })
    void every_format_gives_the_same_thumbnail(String name, double tolerance) throws Exception {
        Thumbnail baseline = Thumbs.of(FOLDER.resolve("formats/photo-baseline.jpg"), 150);

        assertThat(Thumbs.difference(Thumbs.of(FOLDER.resolve("formats/" + name), 150), baseline))
                .isLessThan(tolerance);
    }

    @Test
    void a_tiff_and_a_grey_and_a_transparent_photo_are_read() throws Exception {
        for (String name : List.of("photo.tiff", "photo-gray.jpg", "photo-alpha.png")) {
            assertThat(Thumbs.of(FOLDER.resolve("formats").resolve(name), 150).width())
                    .isEqualTo(150);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 128, 100, 31})
    void the_checker_becomes_flat_grey(int size) throws Exception {
        Thumbs.assertColour(Thumbs.of(FOLDER.resolve("formats/checker-1px.png"), size), 0x808080, 5);
    }

    @Test
    void every_broken_file_has_its_reason() throws Exception {
        Map<String, String> reasons = Map.of(
                "bomb50000.png", "the picture is 50000×50000 = 2500000000 pixels, the limit is 268435456",
                "claims-65500.jpg", "the picture is 65500×65500 = 4290250000 pixels, the limit is 268435456",
                "random.png", "not an image: the content is of no known format",
                "soi_eoi.jpg", "the JPEG has no picture in it",
                "text.jpg", "not an image: the content is text",
                "truncated.jpg", "truncated JPEG: the file ends before its picture does",
                "truncated.png", "truncated PNG: the file ends before its picture does",
                "zero.jpg", "empty file");
        for (Path photo : files("broken")) {
            String reason = reasons.get(photo.getFileName().toString());
            assertThat(reason).as("the reason for %s", photo).isNotNull();
            assertThatThrownBy(() -> Thumbs.of(photo, 100))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining(Thumbs.BACKEND.name().equals("vips") ? "" : reason);
        }
    }

    @ParameterizedTest
    @CsvSource({"photo.heic, HEIC", "photo.avif, AVIF"})
    void a_format_of_phones_is_told_and_refused(String name, ImageFormat format) throws Exception {
        assumeThat(Thumbs.BACKEND.name())
                .as("the backend, of which this is a limit")
                .isEqualTo("jdk");
        Path photo = FOLDER.resolve("formats").resolve(name);

        assertThat(ImageFormat.of(photo)).contains(format);
        assertThatThrownBy(() -> Thumbs.of(photo, 100))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("libheif");
    }
}
