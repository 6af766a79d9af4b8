package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ScalingTest {
    private static final int BLACK = 0xff000000;
    private static final int WHITE = 0xffffffff;

    @ParameterizedTest
    @ValueSource(ints = {256, 200, 199, 130, 100, 64, 33, 7, 1})
    void a_checker_of_single_pixels_becomes_flat_grey(int size) throws Exception {
        BufferedImage checker =
                Photos.paint(512, 512, BufferedImage.TYPE_BYTE_BINARY, (x, y) -> (x + y) % 2 == 0 ? BLACK : WHITE);

        Thumbs.assertColour(Thumbs.of(Photos.encode(checker, "png"), size), 0x808080, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 250, 77, 10})
    void a_plain_colour_stays_as_it_is_up_to_the_edges(int size) throws Exception {
        BufferedImage plain = Photos.paint(301, 203, BufferedImage.TYPE_3BYTE_BGR, (_, _) -> 0xff4080c0);

        Thumbs.assertColour(Thumbs.of(Photos.encode(plain, "png"), size), 0x4080c0, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 8})
    void every_pixel_has_its_share(int size) throws Exception {
        // One white pixel in each cell of a coarse grid, each at another place: all cells have the same average.
        BufferedImage dots = Photos.paint(
                size * 16,
                size * 16,
                BufferedImage.TYPE_BYTE_GRAY,
                (x, y) -> (x / 16 + 3 * (y / 16)) % 4 * 4 + 1 == x % 16 ? WHITE : BLACK);

        BufferedImage thumbnail = Thumbs.picture(Thumbs.of(Photos.encode(dots, "png"), size));

        // A column in sixteen is white; what one pixel has too much its neighbour has too little.
        double sum = 0;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                sum += thumbnail.getRGB(x, y) & 0xff;
            }
        }
        assertThat(sum / (size * size)).isCloseTo(255 / 16.0, Offset.offset(4.0));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 80, 50, 50, 40", "80, 100, 50, 40, 50", "100, 80, 100, 100, 80", "100, 80, 99, 99, 79",
        "100, 80, 4000, 100, 80", "1, 1, 256, 1, 1", "1000, 1, 256, 256, 1", "1, 1000, 256, 1, 256",
        "3, 1000, 100, 1, 100", "999, 777, 1, 1, 1", "1025, 1023, 512, 512, 511"
    })
    void fits_the_square_keeps_the_aspect_and_never_enlarges(int width, int height, int size, int fitted, int tall)
            throws Exception {
        byte[] photo = Photos.encode(Photos.smallSample(width, height), "png");

        Thumbnail thumbnail = Thumbs.of(photo, size);

        assertThat(thumbnail.width()).isEqualTo(fitted);
        assertThat(thumbnail.height()).isEqualTo(tall);
        assertThat(thumbnail.variant().size().width()).isEqualTo(size);
        assertThat(Thumbs.picture(thumbnail).getWidth()).isEqualTo(fitted);
        assertThat(Thumbs.picture(thumbnail).getHeight()).isEqualTo(tall);
    }

    @Test
    void a_photo_of_the_asked_size_is_left_as_it_is() throws Exception {
        BufferedImage photo = Photos.smallSample(120, 90);

        BufferedImage thumbnail = Thumbs.picture(Thumbs.of(Photos.encode(photo, "png"), 120));

        assertThat(Thumbs.difference(thumbnail, photo)).isLessThan(6);
    }

    @Test
    void a_thumbnail_does_not_depend_on_the_other_sizes() throws Exception {
        var spec = Spec.of(300, 64, 1000, 64).withQuality(100);

        List<Thumbnail> thumbnails = Thumbs.BACKEND.thumbnails(Photos.JPEG, spec);

        assertThat(thumbnails)
                .extracting(thumbnail -> thumbnail.variant().size().width())
                .containsExactly(300, 64, 1000, 64);
        for (Thumbnail thumbnail : thumbnails) {
            Thumbnail alone = Thumbs.of(Photos.JPEG, thumbnail.variant().size().width());
            if (Thumbs.BACKEND.name().equals("jdk")) {
                assertThat(thumbnail.bytes()).isEqualTo(alone.bytes());
            } else { // decodes as small as the largest size allows, which shows in the last bits
                Thumbs.assertAlike(thumbnail, alone, 1.5);
            }
        }
    }

    @Test
    void a_larger_quality_gives_a_larger_file() throws Exception {
        var low = Spec.of(200).withQuality(20);
        var high = Spec.of(200).withQuality(95);

        int small = Thumbs.BACKEND.thumbnails(Photos.JPEG, low).getFirst().bytes().length;
        int large = Thumbs.BACKEND.thumbnails(Photos.JPEG, high).getFirst().bytes().length;

        assertThat(small).isLessThan(large / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {32_768, 32_769, 65_536, 200_000})
    void white_of_sixteen_bits_stays_white_however_many_lines_make_a_pixel(int lines) throws Exception {
        var scaler = new Scaler(List.of(new Plane(2, lines)), 1, 1);
        scaler.begin(new Layout(Layout.Encoding.GREY, 65535, null));

        for (int line = 0; line < lines; line++) {
            scaler.line(new int[] {65535, 65535});
        }

        assertThat(scaler.picture()[0]).isCloseTo(65535, Offset.offset(1f));
    }
}
