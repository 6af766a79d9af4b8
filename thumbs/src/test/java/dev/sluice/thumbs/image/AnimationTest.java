package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class AnimationTest {
    private static final int WHITE = 0xffffffff;

    @Test
    void the_first_frame_of_a_gif_lies_where_it_belongs() throws Exception {
        BufferedImage dark = Photos.paint(40, 30, BufferedImage.TYPE_3BYTE_BGR, (_, _) -> 0xff202020);
        byte[] gif = Photos.encode(dark, "gif");
        ByteBuffer bytes = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(6, (short) 100).putShort(8, (short) 60);
        int frame = 13 + 3 * (2 << (gif[10] & 7));
        while (gif[frame] != 0x2c) {
            frame++;
        }
        bytes.putShort(frame + 1, (short) 30).putShort(frame + 3, (short) 10);

        BufferedImage thumbnail = Thumbs.picture(Thumbs.of(gif, 100));

        assertThat(thumbnail.getWidth()).isEqualTo(100);
        assertThat(thumbnail.getHeight()).isEqualTo(60);
        assertThat(thumbnail.getRGB(10, 30)).isEqualTo(WHITE);
        assertThat(thumbnail.getRGB(50, 50)).isEqualTo(WHITE);
        assertThat(thumbnail.getRGB(90, 30)).isEqualTo(WHITE);
        assertThat(thumbnail.getRGB(50, 25) & 0xff).isBetween(0x1c, 0x24);
    }

    @Test
    void the_first_frame_of_a_webp_lies_where_it_belongs() throws Exception {
        byte[] still = Photos.bytes(Photos.WEBP);
        byte[] first = frame(100, 50, still);
        byte[] second = frame(0, 0, still);
        byte[] animated = Photos.withWebpChunk(
                Photos.join(Arrays.copyOf(still, 12), first, second), 2000, 1200, 0x02, new byte[0], new byte[0]);

        BufferedImage thumbnail = Thumbs.picture(Thumbs.of(animated, 200));

        assertThat(thumbnail.getWidth()).isEqualTo(200);
        assertThat(thumbnail.getHeight()).isEqualTo(120);
        assertThat(thumbnail.getRGB(5, 60) & 0xff).isGreaterThan(0xf8);
        assertThat(thumbnail.getRGB(190, 60) & 0xff).isGreaterThan(0xf8);
        BufferedImage part = thumbnail.getSubimage(10, 5, 160, 106);
        BufferedImage expected = Thumbs.picture(Thumbs.of(still, 160)).getSubimage(0, 0, 160, 106);
        assertThat(Thumbs.difference(part, expected)).isLessThan(8);
    }

    /** A frame of an animation, made of a still picture. */
    private static byte[] frame(int x, int y, byte[] still) {
        byte[] header = Photos.join(
                number24(x / 2), number24(y / 2), number24(1599), number24(1064), number24(100), new byte[1]);
        return Photos.riff("ANMF", Photos.join(header, Arrays.copyOfRange(still, 12, still.length)));
    }

    private static byte[] number24(int value) {
        return Arrays.copyOf(Photos.littleEndian(value), 3);
    }
}
