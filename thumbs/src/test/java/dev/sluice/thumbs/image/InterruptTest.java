package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class InterruptTest {
    @ParameterizedTest
    @ValueSource(strings = {"city/wine.png", "city/umang.jpg", "nature/life.webp"})
    void an_interrupt_before_the_start_is_noticed(String sample) {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Thumbs.of(Photos.SAMPLES.resolve(sample), 64))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void an_interrupt_between_the_lines_ends_the_decoding() throws Exception {
        var taker = new InterruptingLines();
        try (var file = new PhotoFile(Photos.JPEG)) {
            Photo photo = JpegPhoto.open(file);

            assertThatThrownBy(() -> photo.decode(taker)).isInstanceOf(Exception.class);
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(taker.lines).isEqualTo(InterruptingLines.LAST);
    }

    @Test
    void an_interrupt_while_a_picture_is_sent_ends_it() {
        var taker = new InterruptingLines();
        var picture = new BufferedImage(10, 100, BufferedImage.TYPE_3BYTE_BGR);

        assertThatThrownBy(() -> new PictureLines(picture, false).send(Canvas.of(10, 100), null, taker))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(taker.lines).isEqualTo(InterruptingLines.LAST);
    }

    @Test
    void the_next_photo_is_none_the_worse_for_it(@TempDir Path folder) throws Exception {
        Path photo = Files.copy(Photos.JPEG, folder.resolve("photo"));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Thumbs.of(photo, 64)).isInstanceOf(InterruptedException.class);

        assertThat(Thumbs.of(photo, 64).width()).isEqualTo(64);
        Files.delete(photo);
    }

    /** Interrupts the thread that decodes after some lines. */
    private static final class InterruptingLines implements Lines {
        private static final int LAST = 7;

        private int lines;

        @Override
        public void begin(Layout layout) {
            assertThat(layout.bands()).isEqualTo(3);
        }

        @Override
        public void plane(int index) {}

        @Override
        public void line(byte[] samples) {
            taken();
        }

        @Override
        public void line(int[] samples) {
            taken();
        }

        private void taken() {
            lines++;
            if (lines == LAST) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
