package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class SpecTest {
    @Test
    void has_defaults() {
        Spec spec = Spec.of(256, 1024);

        assertThat(spec.sizes()).containsExactly(256, 1024);
        assertThat(spec.quality()).isEqualTo(80);
        assertThat(spec.maxPixels()).isEqualTo(268_435_456);
    }

    @Test
    void keeps_its_sizes_to_itself() {
        var sizes = new ArrayList<>(List.of(1));
        var spec = new Spec(sizes, 80, 1);

        sizes.add(2);

        assertThat(spec.sizes()).containsExactly(1);
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
        assertThatThrownBy(() -> new Spec(List.of(1), quality, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("quality must be from 1 to 100, was " + quality);
    }

    @Test
    void rejects_no_sizes_and_no_pixels() {
        assertThatThrownBy(Spec::of).hasMessage("sizes must name at least one size");
        assertThatThrownBy(() -> new Spec(List.of(1), 80, 0)).hasMessage("maxPixels must be at least 1, was 0");
    }
}
