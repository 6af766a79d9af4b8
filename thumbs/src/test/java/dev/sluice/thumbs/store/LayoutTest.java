package dev.sluice.thumbs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.thumbs.image.ImageFormat;
import dev.sluice.thumbs.image.OutputFormat;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Variant;
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
    private static final List<Variant> VARIANT = Spec.of(256).variants();

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
        var layout = new Layout(Path.of("out"), VARIANT);

        assertThat(layout.target(Path.of(name), format, VARIANT.getFirst())).isEqualTo(Path.of(target));
    }

    @Test
    void several_sizes_have_a_tree_each() {
        List<Variant> variants = Spec.of(256, 1024).variants();
        var layout = new Layout(Path.of("out"), variants);

        assertThat(layout.target(Path.of("x/a.png"), ImageFormat.PNG, variants.getLast()))
                .isEqualTo(Path.of("out/1024/x/a.png.jpg"));
    }

    @Test
    void several_formats_lie_side_by_side() {
        List<Variant> variants = Spec.of(256)
                .withFormats(OutputFormat.JPEG, OutputFormat.PNG, OutputFormat.WEBP)
                .variants();
        var layout = new Layout(Path.of("out"), variants);

        assertThat(variants)
                .extracting(variant -> layout.target(Path.of("a.png"), ImageFormat.PNG, variant))
                .containsExactly(Path.of("out/a.png.jpg"), Path.of("out/a.png"), Path.of("out/a.png.webp"));
    }
}
