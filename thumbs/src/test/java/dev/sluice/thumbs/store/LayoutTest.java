package dev.sluice.thumbs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.thumbs.file.RawPath;
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
        "a.jpg, JPEG, a.jpg",
        "a.JPG, JPEG, a.JPG",
        "x/y/a.jpeg, JPEG, x/y/a.jpeg",
        "x/a.png, PNG, x/a.png.jpg",
        "a.png, JPEG, a.png.jpg",
        "a.jpg, PNG, a.jpg.jpg",
        "a.webp, WEBP, a.webp.jpg",
        "scan, TIFF, scan.jpg",
        ".jpg, JPEG, .jpg"
    })
    void a_jpeg_keeps_its_name_and_the_others_get_one_behind_it(String name, ImageFormat format, String target) {
        var layout = new Layout(VARIANT);

        assertThat(layout.name(Path.of(name), format, VARIANT.getFirst())).isEqualTo(Path.of(target));
    }

    @Test
    void names_that_differ_only_in_bytes_that_are_no_text_stay_different() {
        Path one = RawPath.of(new byte[] {'x', '/', (byte) 0xfe, '.', 'p', 'n', 'g'});
        Path other = RawPath.of(new byte[] {'x', '/', (byte) 0xff, '.', 'p', 'n', 'g'});
        var layout = new Layout(VARIANT);

        Path thumbnail = layout.name(one, ImageFormat.PNG, VARIANT.getFirst());

        assertThat(thumbnail).isNotEqualTo(layout.name(other, ImageFormat.PNG, VARIANT.getFirst()));
        assertThat(thumbnail.toString()).isEqualTo("x/\ufffd.png.jpg");
        assertThat(layout.photosOf(thumbnail, VARIANT.getFirst())).contains(one).doesNotContain(other);
    }

    @Test
    void several_sizes_have_a_tree_each() {
        List<Variant> variants = Spec.of(256, 1024).variants();
        var layout = new Layout(variants);

        assertThat(layout.name(Path.of("x/a.png"), ImageFormat.PNG, variants.getLast()))
                .isEqualTo(Path.of("1024/x/a.png.jpg"));
    }

    @Test
    void several_formats_lie_side_by_side() {
        List<Variant> variants = Spec.of(256)
                .withFormats(OutputFormat.JPEG, OutputFormat.PNG, OutputFormat.WEBP)
                .variants();
        var layout = new Layout(variants);

        assertThat(variants)
                .extracting(variant -> layout.name(Path.of("a.png"), ImageFormat.PNG, variant))
                .containsExactly(Path.of("a.png.jpg"), Path.of("a.png"), Path.of("a.png.webp"));
    }
}
