package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be asked for besides a square size. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class VariantsTest {
    private static final int RED = 0xffff0000;
    private static final int GREEN = 0xff00ff00;
    private static final int BLUE = 0xff0000ff;
    private static final int CLEAR = 0x00000000;

    @TempDir
    private Path folder;

    private Path wide = Path.of("");

    /** 400×100: a quarter red, a half green, a quarter blue. */
    @BeforeEach
    void paint() throws IOException {
        BufferedImage stripes =
                Photos.paint(400, 100, BufferedImage.TYPE_3BYTE_BGR, (x, _) -> x < 100 ? RED : x < 300 ? GREEN : BLUE);
        wide = Files.write(folder.resolve("wide.png"), Photos.encode(stripes, "png"));
    }

    private static Spec png(String size, Framing.Fit fit, Framing.Crop crop) {
        Spec spec = Spec.of(1).withFormats(OutputFormat.PNG);
        return new Spec(
                List.of(Size.parse(size)), spec.formats(), new Framing(fit, crop, 0xffffff), spec.finish(), 1 << 24);
    }

    private static Thumbnail made(Path photo, Spec spec) throws Exception {
        return Backend.auto().thumbnails(photo, spec).getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "100, INSIDE, 100, 25",
        "200x20, INSIDE, 80, 20",
        "1000, INSIDE, 400, 100",
        "50, COVER, 50, 50",
        "80x20, COVER, 80, 20",
        "200, COVER, 100, 100",
        "1000x500, COVER, 200, 100",
        "50, FILL, 50, 50",
        "30x60, FILL, 30, 60",
        "1000x500, FILL, 200, 100"
    })
    void a_photo_is_brought_into_its_box_and_never_made_larger(String size, Framing.Fit fit, int width, int height)
            throws Exception {
        Thumbnail thumbnail = made(wide, png(size, fit, Framing.Crop.CENTRE));

        assertThat(thumbnail.width()).isEqualTo(width);
        assertThat(thumbnail.height()).isEqualTo(height);
    }

    @Test
    void the_box_is_that_of_the_upright_photo() throws Exception {
        byte[] jpeg = Photos.encode(Photos.smallSample(200, 100), "jpeg");
        byte[] lying = Photos.withSegment(jpeg, 0xe1, Photos.ascii("Exif\0\0"), Photos.exif(6, ByteOrder.BIG_ENDIAN));
        Path photo = Files.write(folder.resolve("lying.jpg"), lying);

        Thumbnail thumbnail = made(photo, png("30x40", Framing.Fit.COVER, Framing.Crop.CENTRE));

        assertThat(List.of(thumbnail.width(), thumbnail.height())).containsExactly(30, 40);
    }

    @Test
    void cover_keeps_the_middle_and_fill_keeps_all() throws Exception {
        BufferedImage cover = Thumbs.picture(made(wide, png("50", Framing.Fit.COVER, Framing.Crop.CENTRE)));
        BufferedImage fill = Thumbs.picture(made(wide, png("40", Framing.Fit.FILL, Framing.Crop.CENTRE)));

        assertThat(cover.getRGB(2, 25)).isEqualTo(GREEN);
        assertThat(cover.getRGB(47, 25)).isEqualTo(GREEN);
        assertThat(fill.getRGB(2, 20)).isEqualTo(RED);
        assertThat(fill.getRGB(37, 20)).isEqualTo(BLUE);
    }

    @Test
    void attention_keeps_what_draws_the_eye() throws Exception {
        TestBackends.assumeVips();
        BufferedImage dull = Photos.paint(
                400,
                100,
                BufferedImage.TYPE_3BYTE_BGR,
                (x, y) -> x > 320 && (x / 4 + y / 4) % 2 == 0 ? RED : 0xff808080);
        Path photo = Files.write(folder.resolve("dull.png"), Photos.encode(dull, "png"));

        BufferedImage middle = Thumbs.picture(made(photo, png("100", Framing.Fit.COVER, Framing.Crop.CENTRE)));
        BufferedImage eye = Thumbs.picture(made(photo, png("100", Framing.Fit.COVER, Framing.Crop.ATTENTION)));

        assertThat(reds(middle)).isZero();
        assertThat(reds(eye)).isPositive();
    }

    private static long reds(BufferedImage picture) {
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        return Arrays.stream(pixels)
                .filter(pixel -> ((pixel >> 16) & 0xff) - (pixel & 0xff) > 100)
                .count();
    }

    @Test
    void transparency_is_kept_where_the_format_has_it_and_lies_on_the_background_elsewhere() throws Exception {
        BufferedImage half =
                Photos.paint(64, 64, BufferedImage.TYPE_INT_ARGB, (x, _) -> x < 32 ? 0xff2080c0 : (CLEAR | 0x123456));
        Path photo = Files.write(folder.resolve("half.png"), Photos.encode(half, "png"));
        Spec spec = Spec.of(16)
                .withQuality(100)
                .withFormats(OutputFormat.PNG, OutputFormat.JPEG)
                .with(new Framing(Framing.Fit.INSIDE, Framing.Crop.CENTRE, 0x00ff00));

        for (String backend : TestBackends.names()) {
            if (backend.equals("turbo")) {
                continue; // reads JPEGs only
            }
            List<Thumbnail> thumbnails = Backend.named(backend).thumbnails(photo, spec);
            BufferedImage png = Thumbs.picture(thumbnails.get(0));
            BufferedImage jpeg = Thumbs.picture(thumbnails.get(1));

            assertThat(png.getRGB(2, 8)).as(backend).isEqualTo(0xff2080c0);
            assertThat(png.getRGB(13, 8) >>> 24).as(backend).isZero();
            assertThat(png.getRGB(6, 8) & 0xffffff).as(backend).isEqualTo(0x2080c0);
            assertThat((jpeg.getRGB(13, 8) >> 8) & 0xff).as(backend).isGreaterThan(250);
            assertThat(jpeg.getRGB(13, 8) & 0xff).as(backend).isLessThan(5);
        }
    }

    @ParameterizedTest
    @CsvSource({"89, AUTO, 0x22", "90, AUTO, 0x11", "50, FULL, 0x11", "95, HALF, 0x22"})
    void colours_are_exact_from_a_quality_of_90_on_or_as_asked(
            int quality, Finish.Subsampling subsampling, int sampling) throws Exception {
        Spec spec = Spec.of(100).with(new Finish(quality, subsampling, false, Set.of()));

        for (String backend : TestBackends.names()) {
            byte[] jpeg = Backend.named(backend)
                    .thumbnails(Photos.JPEG, spec)
                    .getFirst()
                    .bytes();

            assertThat(sampling(jpeg)).as(backend).isEqualTo(sampling);
        }
    }

    /** The sampling of the first component, as the frame header has it. */
    private static int sampling(byte[] jpeg) {
        for (int at = 2; ; ) {
            int length = ((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff);
            if (jpeg[at + 1] == (byte) 0xc0) {
                return jpeg[at + 11];
            }
            at += 2 + length;
        }
    }

    @Test
    void sharpening_raises_edges() throws Exception {
        Spec plain = Spec.of(128).withFormats(OutputFormat.PNG);
        Spec sharp = plain.with(new Finish(80, Finish.Subsampling.AUTO, true, Set.of()));

        assertThat(contrast(made(Photos.JPEG, sharp))).isGreaterThan(contrast(made(Photos.JPEG, plain)) * 1.1);
    }

    private static double contrast(Thumbnail thumbnail) throws IOException {
        BufferedImage picture = Thumbs.picture(thumbnail);
        long sum = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 1; x < picture.getWidth(); x++) {
                sum += Math.abs(((picture.getRGB(x, y) >> 8) & 0xff) - ((picture.getRGB(x - 1, y) >> 8) & 0xff));
            }
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"WEBP, WEBP", "AVIF, AVIF"})
    void webp_and_avif_are_written_by_libvips_and_read_back(OutputFormat format, ImageFormat expected)
            throws Exception {
        TestBackends.assumeVips();
        Spec spec = Spec.of(64).withFormats(format).withQuality(95);
        assertThat(Backend.auto().refusal(spec)).isEmpty();

        Thumbnail thumbnail = made(wide, spec);

        assertThat(ImageFormat.of(thumbnail.bytes())).contains(expected);
        Path copy = Files.write(folder.resolve("copy"), thumbnail.bytes());
        BufferedImage picture = Thumbs.picture(made(copy, png("64", Framing.Fit.INSIDE, Framing.Crop.CENTRE)));
        assertThat((picture.getRGB(32, 8) >> 8) & 0xff).isGreaterThan(230);
        assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(64, 16);
    }

    @Test
    void what_needs_libvips_is_refused_without_it() {
        Spec webp = Spec.of(64).withFormats(OutputFormat.JPEG, OutputFormat.WEBP);
        Spec attention = Spec.of(64).with(new Framing(Framing.Fit.COVER, Framing.Crop.ATTENTION, 0));

        assertThat(Backend.jdk().refusal(webp))
                .hasValue("--format webp needs libvips, and --backend jdk has none that writes it: that backend does"
                        + " without it; ./sluice doctor says how to install it");
        assertThat(Backend.jdk().refusal(attention))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("--crop attention needs libvips"));
        assertThat(Backend.jdk().refusal(Spec.of(64).withFormats(OutputFormat.PNG)))
                .isEmpty();
    }

    @Test
    void nothing_is_kept_unless_asked_for() throws Exception {
        Path photo = Files.write(folder.resolve("exif.jpg"), withExif());
        byte[] bare = made(photo, Spec.of(64)).bytes();
        byte[] owned =
                made(photo, Spec.of(64).with(keeping(Finish.Keep.COPYRIGHT))).bytes();
        byte[] all = made(photo, Spec.of(64).with(keeping(Finish.Keep.EXIF))).bytes();

        assertThat(text(bare)).doesNotContain("Exif", "Jane Doe");
        assertThat(text(owned)).contains("Exif\0\0", "Jane Doe").doesNotContain("Camera 3000");
        assertThat(text(all)).contains("Exif\0\0", "Jane Doe", "Camera 3000");
        assertThat(ImageFormat.of(all)).contains(ImageFormat.JPEG);
        assertThat(Photos.decode(all).getWidth()).isEqualTo(64);
    }

    @ParameterizedTest
    @EnumSource(
            value = OutputFormat.class,
            names = {"JPEG", "PNG"})
    void a_profile_that_is_kept_comes_along_whole_and_fits_the_pixels(OutputFormat format) throws Exception {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] even = Photos.encode(Photos.paint(100, 100, BufferedImage.TYPE_3BYTE_BGR, (_, _) -> 0xff204060), "png");
        Path photo = Files.write(
                folder.resolve("linear.png"),
                Photos.withChunk(even, "iCCP", new byte[] {'x', 0, 0}, Photos.deflate(linear)));
        Spec spec = Spec.of(64).withFormats(format);

        byte[] converted = made(photo, spec).bytes();
        byte[] kept = made(photo, spec.with(keeping(Finish.Keep.ICC))).bytes();

        assertThat(Photos.decode(converted).getRGB(30, 30) & 0xff).isGreaterThan(0x60 + 20); // it is brighter as sRGB
        assertThat(profile(kept, format)).isEqualTo(linear);
        // ImageIO minds the profile of a JPEG, by which it looks the same, and not that of a PNG, whose samples it
        // shows.
        int looksLike =
                format == OutputFormat.PNG ? 0x204060 : Photos.decode(converted).getRGB(30, 30);
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(Photos.decode(kept).getRGB(30, 30) >> shift & 0xff)
                    .isCloseTo(looksLike >> shift & 0xff, within(4));
        }
        assertThat(profile(converted, format)).isEmpty();
    }

    private static byte[] profile(byte[] picture, OutputFormat format) throws Exception {
        String text = text(picture);
        if (!text.contains("iCCP") && !text.contains("ICC_PROFILE")) {
            return new byte[0];
        }
        if (format == OutputFormat.PNG) {
            int chunk = text.indexOf("iCCP");
            int length = ByteBuffer.wrap(picture).getInt(chunk - 4);
            int packed = text.indexOf('\0', chunk + 4) + 2;
            try (var in =
                    new InflaterInputStream(new ByteArrayInputStream(picture, packed, chunk + 4 + length - packed))) {
                return in.readAllBytes();
            }
        }
        int segment = text.indexOf("ICC_PROFILE\0");
        int length = ByteBuffer.wrap(picture).getShort(segment - 2) & 0xffff;
        return Arrays.copyOfRange(picture, segment + 14, segment - 2 + length);
    }

    private static Finish keeping(Finish.Keep kind) {
        return new Finish(80, Finish.Subsampling.AUTO, false, Set.of(kind));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A JPEG whose EXIF names a camera, an orientation and an author. */
    private static byte[] withExif() throws IOException {
        ByteBuffer exif = ByteBuffer.allocate(80);
        exif.put(Photos.ascii("MM")).putShort((short) 42).putInt(8).putShort((short) 3);
        exif.putShort((short) 0x0110).putShort((short) 2).putInt(12).putInt(50);
        exif.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) 1)
                .putShort((short) 0);
        exif.putShort((short) 0x013b).putShort((short) 2).putInt(9).putInt(62);
        exif.putInt(0);
        exif.put(50, Photos.ascii("Camera 3000\0")).put(62, Photos.ascii("Jane Doe\0"));
        return Photos.withSegment(
                Photos.encode(Photos.smallSample(200, 100), "jpeg"), 0xe1, Photos.ascii("Exif\0\0"), exif.array());
    }
}
