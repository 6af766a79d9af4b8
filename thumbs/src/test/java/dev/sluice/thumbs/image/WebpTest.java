package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class WebpTest {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1065;

    /** A lossless picture of one colour: each of its codes has one symbol, so that its pixels take no bits at all. */
    static byte[] tiny(int width, int height, int rgb) {
        var bits = new BitSet();
        int at = put(bits, 0, width - 1, 14);
        at = put(bits, at, height - 1, 14);
        at = put(bits, at, 0, 1 + 3 + 3); // no transparency, version 0; no transform, no cache, one set of codes
        for (int symbol : new int[] {rgb >> 8 & 0xff, rgb >> 16, rgb & 0xff, 0xff}) {
            at = put(bits, at, 0b101, 3); // a simple code of one symbol with 8 bits
            at = put(bits, at, symbol, 8);
        }
        at = put(bits, at, 0b0001, 4); // no distances
        byte[] data = Arrays.copyOf(bits.toByteArray(), (at + 7) / 8);
        byte[] chunk = Photos.riff("VP8L", Photos.join(new byte[] {0x2f}, data));
        return Photos.join(Photos.ascii("RIFF"), Photos.littleEndian(4 + chunk.length), Photos.ascii("WEBP"), chunk);
    }

    private static int put(BitSet bits, int at, int value, int count) {
        for (int i = 0; i < count; i++) {
            bits.set(at + i, (value >> i & 1) == 1);
        }
        return at + count;
    }

    /** Every WebP that lies beside the project or in it, with the file that libwebp's own tool makes of it. */
    static Stream<Path> photos() throws IOException {
        Path shared = Path.of("..", "..", "shared", "photos");
        var folders = List.of(Photos.SAMPLES, shared.resolve("odd"), shared.resolve("formats"));
        var photos = Stream.<Path>of();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (var files = Files.walk(folder)) {
                    List<Path> found = files.filter(file -> file.toString().endsWith(".webp"))
                            .toList();
                    photos = Stream.concat(photos, found.stream());
                }
            }
        }
        return photos;
    }

    @ParameterizedTest
    @MethodSource("photos")
    void colours_are_those_of_libwebp(Path photo, @TempDir Path folder) throws Exception {
        Path png = folder.resolve("decoded.png");
        assumeThat(dwebp(photo, png))
                .as("dwebp is installed (apt install webp)")
                .isTrue();

        assertThat(Thumbs.difference(Thumbs.of(photo, 150), Thumbs.of(png, 150)))
                .isLessThanOrEqualTo(1.0);
    }

    private static boolean dwebp(Path photo, Path png) throws InterruptedException {
        try {
            var process = new ProcessBuilder("dwebp", "-quiet", photo.toString(), "-o", png.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // not installed
        }
    }

    @Test
    void uncompressed_alpha_is_read_as_it_is() throws Exception {
        byte[] opaque = Photos.bytes(Photos.WEBP);
        var alpha = new byte[1 + WIDTH * HEIGHT]; // the first byte says that nothing was done to what follows
        for (int i = 1; i < alpha.length; i++) {
            alpha[i] = (byte) ((i - 1) % WIDTH < WIDTH / 2 ? 0 : 255);
        }
        byte[] photo = Photos.withWebpChunk(opaque, WIDTH, HEIGHT, 0x10, Photos.riff("ALPH", alpha), new byte[0]);

        BufferedImage thumbnail = Thumbs.picture(Thumbs.of(photo, 200));

        BufferedImage left = thumbnail.getSubimage(0, 0, 90, 133);
        BufferedImage right = thumbnail.getSubimage(110, 0, 90, 133);
        BufferedImage white = Photos.paint(90, 133, BufferedImage.TYPE_INT_RGB, (_, _) -> 0xffffffff);
        assertThat(Thumbs.difference(left, white)).isLessThan(1);
        BufferedImage expected = Thumbs.picture(Thumbs.of(opaque, 200)).getSubimage(110, 0, 90, 133);
        assertThat(Thumbs.difference(right, expected)).isLessThan(2);
    }

    @Test
    void a_tiny_picture_is_whole() throws Exception {
        byte[] photo = tiny(60, 40, 0x204060);
        assertThat(photo).hasSizeLessThan(40);

        Thumbnail thumbnail = Thumbs.of(photo, 200);

        assertThat(thumbnail.width()).isEqualTo(60);
        assertThat(thumbnail.height()).isEqualTo(40);
        Thumbs.assertColour(thumbnail, 0x204060, 2);
    }

    @Test
    void a_picture_of_another_size_than_the_canvas_is_an_error() {
        byte[] photo = Photos.withWebpChunk(Photos.bytes(Photos.WEBP), 800, 600, 0, new byte[0], new byte[0]);

        assertThatThrownBy(() -> Thumbs.of(photo, 100))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("damaged WebP");
    }

    @Test
    void what_a_decoder_takes_outside_of_the_heap_is_taken_from_its_limit() throws Exception {
        Path file = Files.write(Files.createTempFile("photo", ""), tiny(1 << 14, 1 << 14, 0));
        try (var photo = new PhotoFile(file)) {
            assertThat(((WholePhoto) WebpHeader.open(photo)).nativeBytes()).isEqualTo(8L << 28);
        } finally {
            Files.delete(file);
        }
    }
}
