package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ColoursTest {
    private static final byte[] LINEAR =
            ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    private static final int GREY_IN_LINEAR_LIGHT = 0x373737; // as sRGB 0x808080 is written with a linear profile

    private static BufferedImage plain(int rgb) {
        return Photos.paint(40, 30, BufferedImage.TYPE_3BYTE_BGR, (_, _) -> 0xff000000 | rgb);
    }

    @Test
    void a_profile_in_a_png_is_applied() throws Exception {
        byte[] png = Photos.encode(plain(GREY_IN_LINEAR_LIGHT), "png");
        byte[] photo = Photos.withChunk(png, "iCCP", new byte[] {'x', 0, 0}, Photos.deflate(LINEAR));

        Thumbs.assertColour(Thumbs.of(photo, 20), 0x808080, 2);
    }

    @Test
    void a_profile_in_a_png_with_a_palette_is_applied() throws Exception {
        var palette = new IndexColorModel(1, 2, new byte[] {0x37, 0}, new byte[] {0x37, 0}, new byte[] {0x37, 0});
        var image = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_BINARY, palette);
        byte[] png = Photos.encode(image, "png");
        byte[] photo = Photos.withChunk(png, "iCCP", new byte[] {'x', 0, 0}, Photos.deflate(LINEAR));

        Thumbs.assertColour(Thumbs.of(photo, 20), 0x808080, 2);
    }

    @Test
    void a_profile_in_a_jpeg_is_applied() throws Exception {
        byte[] jpeg = Photos.encode(plain(GREY_IN_LINEAR_LIGHT), "jpeg");
        byte[] photo = Photos.withSegment(jpeg, 0xe2, Photos.ascii("ICC_PROFILE\0"), new byte[] {1, 1}, LINEAR);

        Thumbs.assertColour(Thumbs.of(photo, 20), 0x808080, 3);
    }

    @Test
    void a_profile_in_parts_is_put_together_in_their_order() throws Exception {
        byte[] jpeg = Photos.encode(plain(GREY_IN_LINEAR_LIGHT), "jpeg");
        byte[] name = Photos.ascii("ICC_PROFILE\0");
        byte[] first = Arrays.copyOf(LINEAR, 100);
        byte[] second = Arrays.copyOfRange(LINEAR, 100, LINEAR.length);
        byte[] photo = Photos.withSegment(jpeg, 0xe2, name, new byte[] {1, 2}, first);

        Thumbs.assertColour(
                Thumbs.of(Photos.withSegment(photo, 0xe2, name, new byte[] {2, 2}, second), 20), 0x808080, 3);
    }

    @Test
    void a_profile_in_a_webp_is_applied() throws Exception {
        byte[] webp = Photos.bytes(Photos.WEBP);
        byte[] photo = Photos.withWebpChunk(webp, 1600, 1065, 0x20, Photos.riff("ICCP", LINEAR), new byte[0]);
        int[] before = averages(Thumbs.of(webp, 100));

        int[] after = averages(Thumbs.of(photo, 100));

        assertThat(after[0]).isGreaterThan(before[0] + 20); // linear values look brighter
    }

    private static int[] averages(Thumbnail thumbnail) throws Exception {
        BufferedImage picture = Thumbs.picture(thumbnail);
        long sum = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                sum += (picture.getRGB(x, y) >> 8) & 0xff;
            }
        }
        return new int[] {(int) (sum / ((long) picture.getWidth() * picture.getHeight()))};
    }

    @Test
    void a_grey_profile_is_applied_to_a_grey_photo() throws Exception {
        byte[] grey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData(); // linear, like the other
        var image = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, 40, 30, 0, filled(40 * 30, 0x37));
        byte[] png = Photos.encode(image, "png");

        Thumbs.assertColour(Thumbs.of(png, 20), 0x373737, 2);
        byte[] photo = Photos.withChunk(png, "iCCP", new byte[] {'x', 0, 0}, Photos.deflate(grey));
        Thumbs.assertColour(Thumbs.of(photo, 20), 0x808080, 3);
    }

    @Test
    void a_profile_for_other_components_is_as_good_as_none() throws Exception {
        byte[] grey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
        byte[] jpeg = Photos.encode(plain(0x204060), "jpeg");
        byte[] photo = Photos.withSegment(jpeg, 0xe2, Photos.ascii("ICC_PROFILE\0"), new byte[] {1, 1}, grey);

        assertThat(Thumbs.of(photo, 20).bytes()).isEqualTo(Thumbs.of(jpeg, 20).bytes());
    }

    @Test
    void a_damaged_profile_is_as_good_as_none() throws Exception {
        byte[] jpeg = Photos.encode(plain(0x204060), "jpeg");
        byte[] png = Photos.encode(plain(0x204060), "png");
        for (int length : new int[] {0, 1, 50, 127, 128, 131, 200, LINEAR.length - 1}) {
            byte[] cut = Arrays.copyOf(LINEAR, length);
            byte[] photo = Photos.withSegment(jpeg, 0xe2, Photos.ascii("ICC_PROFILE\0"), new byte[] {1, 1}, cut);
            byte[] packed = Photos.deflate(cut);

            Thumbs.assertColour(Thumbs.of(photo, 20), 0x204060, 3);
            Thumbs.assertColour(
                    Thumbs.of(Photos.withChunk(png, "iCCP", new byte[] {'x', 0, 0}, packed), 20), 0x204060, 2);
            byte[] cutAgain = Arrays.copyOf(packed, packed.length / 2);
            Thumbs.assertColour(
                    Thumbs.of(Photos.withChunk(png, "iCCP", new byte[] {'x', 0, 0}, cutAgain), 20), 0x204060, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0xffffff", "255, 0x204060", "128, 0x8f9faf"})
    void transparency_lies_on_white(int opacity, String colour) throws Exception {
        BufferedImage image = Photos.paint(40, 30, BufferedImage.TYPE_4BYTE_ABGR, (_, _) -> (opacity << 24) | 0x204060);

        Thumbs.assertColour(Thumbs.of(Photos.encode(image, "png"), 20), Integer.decode(colour), 2);
    }

    @Test
    void what_is_transparent_leaves_no_dark_edge() throws Exception {
        // White paper, cut out along a wavering line; the rest is transparent and black underneath.
        BufferedImage image = Photos.paint(
                400, 300, BufferedImage.TYPE_4BYTE_ABGR, (x, y) -> x < 200 + y % 7 ? 0xffffffff : (x - 200) % 5 << 28);
        BufferedImage black = Photos.paint(400, 300, BufferedImage.TYPE_4BYTE_ABGR, (x, _) -> x < 200 ? -1 : 0);

        Thumbs.assertColour(Thumbs.of(Photos.encode(black, "png"), 37), 0xffffff, 1);
        assertThat(Thumbs.of(Photos.encode(image, "png"), 37).width()).isEqualTo(37);
    }

    @Test
    void a_transparent_colour_of_a_png_lies_on_white() throws Exception {
        byte[] png = Photos.encode(plain(0x204060), "png");
        byte[] photo = Photos.withChunk(png, "tRNS", new byte[] {0, 0x20, 0, 0x40, 0, 0x60});

        Thumbs.assertColour(Thumbs.of(photo, 20), 0xffffff, 1);
    }

    @Test
    void transparency_in_a_gif_lies_on_white() throws Exception {
        var palette = new IndexColorModel(1, 2, new byte[] {0, 1}, new byte[] {0, 1}, new byte[] {0, 1}, 0);
        var image = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_BINARY, palette);

        Thumbs.assertColour(Thumbs.of(Photos.encode(image, "gif"), 20), 0xffffff, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff"})
    void sixteen_bits_become_eight(String format) throws Exception {
        ColorSpace srgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        var colours = new ComponentColorModel(srgb, false, false, BufferedImage.OPAQUE, DataBuffer.TYPE_USHORT);
        WritableRaster raster = colours.createCompatibleWritableRaster(40, 30);
        raster.setPixels(0, 0, 40, 30, repeated(40 * 30, 0x20ff, 0x8000, 0xffff));
        var image = new BufferedImage(colours, raster, false, null);

        Thumbs.assertColour(Thumbs.of(Photos.encode(image, format), 20), 0x2180ff, 2);
    }

    @Test
    void sixteen_bits_with_transparency_and_a_profile() throws Exception {
        ColorSpace srgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        var colours = new ComponentColorModel(srgb, true, false, BufferedImage.TRANSLUCENT, DataBuffer.TYPE_USHORT);
        WritableRaster raster = colours.createCompatibleWritableRaster(40, 30);
        raster.setPixels(0, 0, 40, 30, repeated(40 * 30, 0x3737, 0x3737, 0x3737, 0xffff));
        byte[] png = Photos.encode(new BufferedImage(colours, raster, false, null), "png");
        byte[] photo = Photos.withChunk(png, "iCCP", new byte[] {'x', 0, 0}, Photos.deflate(LINEAR));

        Thumbs.assertColour(Thumbs.of(photo, 20), 0x808080, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "tiff", "jpeg"})
    void every_format_gives_nearly_the_same_picture(String format) throws Exception {
        BufferedImage sample = Photos.smallSample(300, 200);
        Thumbnail expected = Thumbs.of(Photos.encode(sample, "png"), 100);

        Thumbs.assertAlike(Thumbs.of(Photos.encode(sample, format), 100), expected, format.equals("gif") ? 12 : 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif"})
    void a_picture_in_several_passes_is_the_same(String format) throws Exception {
        BufferedImage sample = Photos.smallSample(301, 207);
        Thumbnail expected = Thumbs.of(Photos.encode(sample, format), 100);

        Thumbs.assertAlike(Thumbs.of(Photos.encode(sample, format, true), 100), expected, 1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0xc08040", "-1, 0xc08040"})
    void four_components_are_inks(int adobe, String colour) throws Exception {
        // An encoder for four components leaves them as they are: so these amounts are those of the file.
        boolean inverted = adobe >= 0;
        int[] inks = {0x3f, 0x7f, 0xbf, 0};
        int[] samples =
                Arrays.stream(inks).map(ink -> inverted ? 255 - ink : ink).toArray();
        byte[] jpeg = fourComponents(samples);
        byte[] segment = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        byte[] photo = inverted ? Photos.withSegment(jpeg, 0xee, segment) : jpeg;

        Thumbs.assertColour(Thumbs.of(photo, 20), Integer.decode(colour), 4);
    }

    private static byte[] fourComponents(int... samples) throws Exception {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 40, 30, 4, null);
        raster.setPixels(0, 0, 40, 30, repeated(40 * 30, samples));
        var bytes = new ByteArrayOutputStream();
        var writer = Codecs.jpegWriter();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Test
    void three_components_named_as_such_are_rgb() throws Exception {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 40, 30, 3, null);
        raster.setPixels(0, 0, 40, 30, repeated(40 * 30, 0xc0, 0x80, 0x40));
        var bytes = new ByteArrayOutputStream();
        var writer = Codecs.jpegWriter();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        byte[] photo = Photos.withSegment(
                bytes.toByteArray(), 0xee, Photos.ascii("Adobe"), new byte[] {0, 100, 0, 0, 0, 0, 0});

        Thumbs.assertColour(Thumbs.of(photo, 20), 0xc08040, 4);
    }

    @Test
    void a_thumbnail_is_a_bare_baseline_jpeg() throws Exception {
        byte[] photo = Photos.withSegment(
                Photos.bytes(Photos.JPEG),
                0xe1,
                Photos.ascii("Exif\0\0"),
                Photos.exif(6, ByteOrder.BIG_ENDIAN),
                Photos.ascii("secret"));
        photo = Photos.withSegment(photo, 0xfe, Photos.ascii("a secret comment"));
        photo = Photos.withSegment(photo, 0xe2, Photos.ascii("ICC_PROFILE\0"), new byte[] {1, 1}, LINEAR);

        byte[] jpeg = Thumbs.of(photo, 100).bytes();

        var text = new String(jpeg, StandardCharsets.ISO_8859_1);
        assertThat(text).doesNotContain("Exif", "ICC_PROFILE", "secret");
        assertThat(text).contains("JFIF");
    }

    @Test
    void a_photo_without_any_name_for_its_colours_is_what_all_decoders_take_it_for() throws Exception {
        BufferedImage sample = plain(new Color(200, 30, 60).getRGB() & 0xffffff);
        byte[] jpeg = Photos.encode(sample, "jpeg");
        byte[] bare = Photos.join(Arrays.copyOf(jpeg, 2), Arrays.copyOfRange(jpeg, 20, jpeg.length)); // without JFIF

        Thumbs.assertColour(Thumbs.of(bare, 20), 0xc81e3c, 4);
    }

    private static int[] filled(int count, int value) {
        var values = new int[count];
        Arrays.fill(values, value);
        return values;
    }

    private static int[] repeated(int pixels, int... pixel) {
        var values = new int[pixels * pixel.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixel[i % pixel.length];
        }
        return values;
    }
}
