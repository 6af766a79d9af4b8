package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A sample of what {@code ./sluice damage} does with thousands of photos. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
class DamagedPhotosTest {
    private static final int PHOTOS = 150;
    private static final int MOST_MEGABYTES = 450; // heap, native memory, and what a JVM takes for itself

    static List<Arguments> formats() {
        var formats = new ArrayList<Arguments>();
        for (String backend : TestBackends.names()) {
            for (ImageFormat format : DamagedPhotos.FORMATS) {
                if (DamagedPhotos.isRead(backend, format)) {
                    formats.add(Arguments.of(backend, format));
                }
            }
        }
        return formats;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void damaged_photos_end_in_a_picture_or_in_a_reason(String backend, ImageFormat format) throws Exception {
        DamagedPhotos.Result result = DamagedPhotos.run(backend, format, 1_000_000, PHOTOS);

        assertThat(result.failure()).as("%s", result).isNull();
        assertThat(result.pictures() + result.reasons()).isEqualTo(PHOTOS);
        assertThat(result.peakMegabytes()).as("%s", result).isLessThan(MOST_MEGABYTES);
    }

    @ParameterizedTest
    @EnumSource(names = {"JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "RAW"})
    void a_seed_stands_for_one_damaged_photo(ImageFormat format) throws Exception {
        Damage damage = Damage.of(format);

        for (long seed = 0; seed < 20; seed++) {
            assertThat(damage.photo(seed)).isEqualTo(damage.photo(seed));
        }
    }
}
