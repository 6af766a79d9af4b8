package dev.sluice.thumbs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.thumbs.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class LayoutTest {
    @ParameterizedTest
    @CsvSource({
        "a.jpg, JPEG, out/a.jpg",
        "a.JPG, JPEG, out/a.JPG",
        "x/y/a.jpeg, JPEG, out/x/y/a.jpeg",
        "x/a.png, PNG, out/x/a.png.jpg",
        "a.png, JPEG, out/a.png.jpg",
        "a.jpg, PNG, out/a.jpg.jpg",
        "a.webp, WEBP, out/a.webp.jpg",
        "scan, TIFF, out/scan.jpg",
        ".jpg, JPEG, out/.jpg"
    })
    void a_jpeg_keeps_its_name_and_the_others_get_one_behind_it(String name, ImageFormat format, String target) {
        var layout = new Layout(Path.of("out"), List.of(256));

        assertThat(layout.target(Path.of(name), format, 256)).isEqualTo(Path.of(target));
    }

    @Test
    void several_sizes_have_a_tree_each() {
        var layout = new Layout(Path.of("out"), List.of(256, 1024));

        assertThat(layout.target(Path.of("x/a.png"), ImageFormat.PNG, 1024)).isEqualTo(Path.of("out/1024/x/a.png.jpg"));
    }
}
