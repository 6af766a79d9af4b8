package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class PngTest {
    private static byte[] withPalette() throws Exception {
        byte[] reds = {0x20, 0x60};
        byte[] greens = {0x40, 0x50};
        byte[] blues = {0x60, 0x10};
        var image = new BufferedImage(
                40, 30, BufferedImage.TYPE_BYTE_BINARY, new IndexColorModel(1, 2, reds, greens, blues));
        return Photos.encode(image, "png");
    }

    private static byte[] inColours() throws Exception {
        return Photos.encode(Photos.paint(40, 30, BufferedImage.TYPE_3BYTE_BGR, (_, _) -> 0xff204060), "png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tEXt", "zTXt", "iTXt", "tIME", "pHYs", "gAMA", "cHRM", "sRGB", "hIST", "sPLT", "bKGD", "sBIT", "eXIf"
            })
    void damage_in_a_chunk_beside_the_picture_is_no_harm(String chunk) throws Exception {
        for (byte[] content : new byte[][] {{}, {1}, {1, 2, 3, 4, 5}, new byte[1000]}) {
            Thumbs.assertColour(Thumbs.of(Photos.withChunk(withPalette(), chunk, content), 20), 0x204060, 2);
            Thumbs.assertColour(Thumbs.of(Photos.withChunk(inColours(), chunk, content), 20), 0x204060, 2);
        }
    }

    @Test
    void transparent_colours_that_make_no_sense_are_none() throws Exception {
        for (int length : new int[] {0, 1, 3, 5, 7, 300}) {
            Thumbs.assertColour(Thumbs.of(Photos.withChunk(inColours(), "tRNS", new byte[length]), 20), 0x204060, 2);
        }
    }

    @Test
    void a_palette_in_a_picture_without_one_is_a_suggestion_to_others() throws Exception {
        Thumbs.assertColour(Thumbs.of(Photos.withChunk(inColours(), "PLTE", new byte[] {1, 2}), 20), 0x204060, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"IHDR", "PLTE", "IDAT"})
    void damage_in_the_picture_is_an_error(String chunk) throws Exception {
        byte[] photo = withPalette();
        int start = new String(photo, StandardCharsets.ISO_8859_1).indexOf(chunk);
        assertThat(start).isPositive();
        photo[start + 5] = (byte) (photo[start + 5] ^ 4);

        assertThatThrownBy(() -> Thumbs.of(photo, 20))
                .isInstanceOf(ImageException.class)
                .hasMessage("damaged PNG: the checksum of the chunk at byte " + (start - 4) + " is wrong");
    }

    @Test
    void a_png_without_a_picture() throws Exception {
        byte[] photo = inColours();
        byte[] end = Photos.chunk("IEND", new byte[0]);

        assertThatThrownBy(() -> Thumbs.of(Photos.join(Arrays.copyOf(photo, 33), end), 20))
                .isInstanceOf(ImageException.class)
                .hasMessage("the PNG has no picture in it");
    }
}
