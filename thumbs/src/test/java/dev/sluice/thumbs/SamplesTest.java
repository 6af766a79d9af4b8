package dev.sluice.thumbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.thumbs.image.Backend;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a whole, with real photos and a real backend. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class SamplesTest {
    private static final Path SAMPLES = Path.of("../samples");

    @Test
    void makes_a_thumbnail_of_each_sample(@TempDir Path out) throws Exception {
        Program program = new Program(Backend.jdk()).with(SAMPLES, "--out", out);

        assertThat(program.errLines()).isEmpty();
        assertThat(program.status()).isZero();
        assertThat(Trees.files(out))
                .containsExactly(
                        "city/friends.jpg",
                        "city/umang.jpg",
                        "city/wine.png.jpg",
                        "mountains/aitzgorri.jpg",
                        "mountains/picos-de-europa.jpg",
                        "mountains/sunset.jpg",
                        "nature/life.webp.jpg",
                        "nature/picture-0b.jpg",
                        "nature/picture-1a.jpg",
                        "nature/seeding.jpg");
        for (String name : Trees.files(out)) {
            BufferedImage thumbnail = ImageIO.read(out.resolve(name).toFile());
            assertThat(Math.max(thumbnail.getWidth(), thumbnail.getHeight()))
                    .as(name)
                    .isEqualTo(256);
        }
        assertThat(new Program(Backend.jdk()).with(SAMPLES, "--out", out).out())
                .startsWith("10 photos: 0 made, 10 up to date, 0 failed");
    }
}
