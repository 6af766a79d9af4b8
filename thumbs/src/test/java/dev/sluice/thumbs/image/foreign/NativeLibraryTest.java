package dev.sluice.thumbs.image.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.thumbs.image.turbo.TurboJpeg;
import dev.sluice.thumbs.image.vips.Vips;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class NativeLibraryTest {
    /** A library that every JDK has, and that decodes no pictures. */
    private static final String OTHER = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("java"))
            .toString();

    @Test
    void a_library_that_isn_t_there_is_absent() {
        assertThat(Discovery.of(() -> TurboJpeg.load(List.of("libno-such.so", "libnone.so"))))
                .isEqualTo(Discovery.absent("not found; looked for libno-such.so, libnone.so"));
        assertThat(Discovery.of(() -> Vips.load(List.of("libno-such.so"))).library())
                .isEmpty();
    }

    @Test
    void a_library_without_the_functions_is_absent() {
        assertThat(Discovery.of(() -> TurboJpeg.load(List.of(OTHER))).description())
                .isEqualTo(OTHER + " has no function tjInitDecompress");
        assertThat(Discovery.of(() -> Vips.load(List.of(OTHER))).description())
                .isEqualTo(OTHER + " has no function vips_version");
    }
}
