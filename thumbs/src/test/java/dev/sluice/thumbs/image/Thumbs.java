package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;

/** Makes thumbnails in tests and compares them. */
final class Thumbs {
    /** What the tests of the image suite run with: the embedded backend, or another while {@link EveryBackendTest} runs them. */
    static final Backend BACKEND = new Backend() {
        @Override
        public String name() {
            return current.name();
        }

        @Override
        public List<Thumbnail> thumbnails(Path photo, Spec spec)
                throws ImageException, IOException, InterruptedException {
            return current.thumbnails(photo, spec);
        }
    };

    private static volatile Backend current = Backend.jdk();

    /** Makes all tests run with a backend until this is closed. */
    static Substitute substitute(Backend backend) {
        Backend before = current;
        current = backend;
        return () -> current = before;
    }

    /** Another backend in the place of the usual one. */
    interface Substitute extends AutoCloseable {
        @Override
        void close();
    }

    private Thumbs() {}

    /** The thumbnail of a photo in the best quality, so that what differs isn't the encoding. */
    static Thumbnail of(Path photo, int size) throws Exception {
        return BACKEND.thumbnails(photo, Spec.of(size).withQuality(100)).getFirst();
    }

    /** The thumbnail of a photo that exists in memory only, under a name that says nothing about it. */
    static Thumbnail of(byte[] photo, int size) throws Exception {
        Path file = Files.createTempFile("photo", "");
        try {
            Files.write(file, photo);
            return of(file, size);
        } finally {
            Files.delete(file);
        }
    }

    static BufferedImage picture(Thumbnail thumbnail) throws IOException {
        return Photos.decode(thumbnail.bytes());
    }

    /** By how much two pictures differ, on average over all pixels and colours. */
    static double difference(BufferedImage a, BufferedImage b) {
        assertThat(a.getWidth()).isEqualTo(b.getWidth());
        assertThat(a.getHeight()).isEqualTo(b.getHeight());
        long sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                int one = a.getRGB(x, y);
                int other = b.getRGB(x, y);
                for (int shift = 0; shift <= 16; shift += 8) {
                    sum += Math.abs(((one >> shift) & 0xff) - ((other >> shift) & 0xff));
                }
            }
        }
        return sum / (3.0 * a.getWidth() * a.getHeight());
    }

    static double difference(Thumbnail a, Thumbnail b) throws IOException {
        return difference(picture(a), picture(b));
    }

    static void assertAlike(Thumbnail thumbnail, Thumbnail expected, double tolerance) throws IOException {
        assertThat(thumbnail.width()).isEqualTo(expected.width());
        assertThat(thumbnail.height()).isEqualTo(expected.height());
        assertThat(difference(thumbnail, expected)).isLessThan(tolerance);
    }

    /** Whether a picture has this colour all over, give or take what encoding makes of it. */
    static void assertColour(Thumbnail thumbnail, int rgb, int tolerance) throws IOException {
        BufferedImage picture = picture(thumbnail);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    assertThat((picture.getRGB(x, y) >> shift) & 0xff)
                            .as("at %d, %d of %s", x, y, thumbnail)
                            .isCloseTo((rgb >> shift) & 0xff, Offset.offset(tolerance));
                }
            }
        }
    }
}
