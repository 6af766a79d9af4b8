package dev.sluice.thumbs.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ImageFormatTest {
    @ParameterizedTest
    @CsvSource({
        "a.jpg, JPEG",
        "A.JPEG, JPEG",
        "a.b.Png, PNG",
        "a.gif, GIF",
        "a.webp, WEBP",
        "a.tif, TIFF",
        "a.bmp, BMP",
        "IMG_1.HEIC, HEIC",
        "a.heif, HEIC",
        "a.avif, AVIF",
        "a.jxl, JXL",
        ".jpg, JPEG"
    })
    void a_name_claims_a_format_by_its_extension(String name, ImageFormat format) {
        assertThat(ImageFormat.named(name)).contains(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jpg", "a.", "a.txt", "a.jpg.txt", "a.jp g", "a.pg", "a. "})
    void other_names_claim_none(String name) {
        assertThat(ImageFormat.named(name)).isEmpty();
    }

    @Test
    void content_tells_the_format_of_the_samples() throws IOException {
        assertThat(ImageFormat.of(Photos.JPEG)).contains(ImageFormat.JPEG);
        assertThat(ImageFormat.of(Photos.PNG)).contains(ImageFormat.PNG);
        assertThat(ImageFormat.of(Photos.WEBP)).contains(ImageFormat.WEBP);
        assertThat(ImageFormat.of(Photos.SAMPLES.resolve("LICENSES.md"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "bmp", "tiff", "png", "jpeg"})
    void content_tells_the_format_of_what_the_jdk_writes(String format) throws IOException {
        byte[] encoded = Photos.encode(Photos.smallSample(20, 10), format);

        assertThat(ImageFormat.of(encoded))
                .map(ImageFormat::label)
                .hasValueSatisfying(label -> assertThat(label).isEqualToIgnoringCase(format));
    }

    @ParameterizedTest
    @CsvSource({
        "heic mif1heic, HEIC",
        "mif1 mif1heic, HEIC",
        "mif1 mif1avif, AVIF",
        "avif avifmif1, AVIF",
        "mif1 mif1miaf, HEIC",
        "isom isommp42, "
    })
    void brands_tell_the_format_of_this_family(String brands, ImageFormat format) {
        byte[] start = ("\0\0\0\u0018ftyp" + brands.replace(" ", "\0\0\0\0")).getBytes(ISO_8859_1);

        assertThat(ImageFormat.of(start).orElse(null)).isEqualTo(format);
    }

    @Test
    void no_start_of_a_file_is_too_short_to_be_told() {
        byte[] start = Photos.bytes(Path.of("..", "samples", "nature", "life.webp"));
        for (int length = 0; length < ImageFormat.SNIFFED_BYTES; length++) {
            assertThat(ImageFormat.of(Arrays.copyOf(start, length)).isPresent()).isEqualTo(length >= 12);
        }
        assertThat(ImageFormat.of("\0\0\0\u0018ftyp".getBytes(ISO_8859_1))).isEmpty();
        assertThat(ImageFormat.of("BM".getBytes(ISO_8859_1))).isEmpty();
    }
}
