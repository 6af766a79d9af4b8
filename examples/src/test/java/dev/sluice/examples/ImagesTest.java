package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ExampleTest
class ImagesTest {
    @TempDir
    Path out;

    @Test
    void each_photo_becomes_a_thumbnail() throws Exception {
        assertThat(Output.of("images", "../samples", out.toString())).isEqualTo("""
                aitzgorri.jpg: 96 x 63
                friends.jpg: 96 x 144
                picos-de-europa.jpg: 96 x 72
                picture-0b.jpg: 96 x 64
                picture-1a.jpg: 96 x 75
                seeding.jpg: 96 x 54
                sunset.jpg: 96 x 143
                umang.jpg: 96 x 54
                """);
        assertThat(ImageIO.read(out.resolve("umang.jpg").toFile()).getWidth()).isEqualTo(96);
    }
}
