package dev.sluice.thumbs.image.vips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.thumbs.image.foreign.AbsentLibraryException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class VipsTest {
    @ParameterizedTest
    @CsvSource({"8, 11, 9", "7, 42, 0", "9, 0, 0"})
    void a_version_that_is_too_old_or_unknown_is_absent(int major, int minor, int micro) {
        assertThatThrownBy(() -> Vips.requireVersion(major, minor, micro))
                .isInstanceOf(AbsentLibraryException.class)
                .hasMessage(
                        "libvips " + major + "." + minor + "." + micro + " was found, but 8.12 or a later 8 is needed");
    }

    @Test
    void a_version_of_today_is_taken() throws Exception {
        assertThat(Vips.requireVersion(8, 12, 0)).isEqualTo("8.12.0");
        assertThat(Vips.requireVersion(8, 18, 3)).isEqualTo("8.18.3");
    }
}
