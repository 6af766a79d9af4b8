package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class SpecTest {
    @Test
    void has_defaults() {
        Spec spec = Spec.of(256, 1024);

        assertThat(spec.sizes()).containsExactly(new Size(256, 256), new Size(1024, 1024));
        assertThat(spec.formats()).containsExactly(OutputFormat.JPEG);
        assertThat(spec.finish().quality()).isEqualTo(80);
        assertThat(spec.maxPixels()).isEqualTo(268_435_456);
    }

    @Test
    void keeps_its_sizes_to_itself() {
        var sizes = new ArrayList<>(List.of(Size.of(1)));
        var spec = new Spec(sizes, List.of(OutputFormat.JPEG), Framing.DEFAULT, Finish.DEFAULT, 1);

        sizes.add(Size.of(2));

        assertThat(spec.sizes()).containsExactly(Size.of(1));
    }

    @Test
    void each_size_is_made_in_each_format() {
        List<Variant> variants = Spec.of(256, 1024)
                .withFormats(OutputFormat.JPEG, OutputFormat.WEBP)
                .variants();

        assertThat(variants)
                .extracting(Variant::recipe)
                .containsExactly(
                        "256 px quality 80", "256 px webp quality 80", "1024 px quality 80", "1024 px webp quality 80");
    }

    @Test
    void the_recipe_names_what_the_picture_depends_on() {
        var spec = Spec.of(10)
                .withFormats(OutputFormat.JPEG, OutputFormat.PNG)
                .with(new Framing(Framing.Fit.COVER, Framing.Crop.ATTENTION, 0x00ff00))
                .with(new Finish(95, Finish.Subsampling.AUTO, true, Set.of(Finish.Keep.EXIF, Finish.Keep.ICC)));

        assertThat(spec.variants())
                .extracting(Variant::recipe)
                .containsExactly(
                        "10 px quality 95 4:4:4 cover attention on 00ff00 sharpened with icc with exif",
                        "10 px png cover attention sharpened with icc with exif");
    }

    @ParameterizedTest
    @CsvSource({"256, 256, 256", "800x600, 800, 600", "1x16384, 1, 16384", "90x90, 90, 90"})
    void a_size_is_a_side_or_a_box(String text, int width, int height) {
        assertThat(Size.parse(text)).isEqualTo(new Size(width, height));
        assertThat(Size.parse(Size.parse(text).toString())).isEqualTo(new Size(width, height));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "800x", "x600", "800x600x400", "-1", "1.5", "99999999999"})
    void rejects_what_is_no_size(String text) {
        assertThatThrownBy(() -> Size.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size must be a number of pixels as in 256 or 800x600, was " + text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 16_385, Integer.MIN_VALUE})
    void rejects_a_size_that_nobody_can_mean(int size) {
        assertThatThrownBy(() -> Spec.of(256, size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size must be from 1 to 16384, was " + size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101})
    void rejects_a_quality_out_of_range(int quality) {
        assertThatThrownBy(() -> Spec.of(1).withQuality(quality))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("quality must be from 1 to 100, was " + quality);
    }

    @Test
    void rejects_no_sizes_and_no_formats_and_no_pixels() {
        assertThatThrownBy(Spec::of).hasMessage("sizes must name at least one size");
        assertThatThrownBy(() -> Spec.of(1).withFormats()).hasMessage("formats must name at least one format");
        assertThatThrownBy(() -> Spec.of(1).withMaxPixels(0)).hasMessage("maxPixels must be at least 1, was 0");
    }
}
