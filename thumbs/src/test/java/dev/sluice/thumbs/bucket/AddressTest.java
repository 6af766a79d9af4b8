package dev.sluice.thumbs.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class AddressTest {
    private static final Address PHOTOS = Address.parse("s3://bucket/photos");

    @ParameterizedTest
    @CsvSource({"photos/a.jpg, a.jpg", "photos/2024/a b.jpg, 2024/a b.jpg", "photos/..a/b..jpg, ..a/b..jpg"})
    void a_key_below_a_place_is_a_path(String key, String path) {
        assertThat(PHOTOS.relativize(key)).hasToString(path);
    }

    /** Whatever a bucket holds, nothing is written outside of the output. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "photos/../a.jpg",
                "photos/../../etc/passwd",
                "photos/x/../../a.jpg",
                "photos/..",
                "photos/./a.jpg",
                "photos//a.jpg",
                "photos//etc/passwd",
                "photos/a//b.jpg"
            })
    void a_key_that_would_lead_elsewhere_is_refused(String key) {
        assertThatThrownBy(() -> PHOTOS.relativize(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("its key can't be a path, since one part of it is \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"photos/a\0b.jpg"})
    void a_key_that_no_file_can_be_named_by_is_refused(String key) {
        assertThatThrownBy(() -> PHOTOS.relativize(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("its key can't be a path here: ");
    }
}
