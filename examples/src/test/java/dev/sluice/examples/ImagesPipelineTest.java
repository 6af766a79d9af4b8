package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ExampleTest
class ImagesPipelineTest {
    @TempDir
    Path byHand;

    @TempDir
    Path out;

    @Test
    void the_pipeline_makes_what_the_stages_made_by_hand_do() throws Exception {
        String expected = Output.of("images", "../samples", byHand.toString());

        assertThat(Output.of("images-pipeline", "../samples", out.toString()))
                .isEqualTo(expected)
                .isNotEmpty();
        assertThat(ImageIO.read(out.resolve("umang.jpg").toFile()).getWidth()).isEqualTo(96);
    }
}
