package dev.sluice.thumbs;

import static dev.sluice.thumbs.FakeBackend.writeJpeg;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.thumbs.image.ImageException;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Thumbnail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Decoders that never end, and don't listen either. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class HangingDecoderTest {
    private static final String HANGS = "hangs";

    private final CountDownLatch released = new CountDownLatch(1);
    private Path photos;
    private Path out;

    @BeforeEach
    void folders(@TempDir Path folder) {
        photos = folder.resolve("photos");
        out = folder.resolve("out");
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void a_photo_that_takes_too_long_is_given_up_and_the_others_are_made() throws IOException {
        Path slow = writeJpeg(photos.resolve("0.jpg"), HANGS);
        for (int i = 1; i < 6; i++) {
            writeJpeg(photos.resolve(i + ".jpg"), "photo " + i);
        }
        Path report = out.resolveSibling("report.json");

        Program program = new Program(new HangingBackend())
                .with(photos, "--out", out, "--workers", 1, "--timeout-per-image", 2, "--report", report);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errLines())
                .containsExactly(
                        slow + ": decoding takes longer than 2 s, and was given up; --timeout-per-image gives it more");
        assertThat(Trees.files(out)).containsExactly("1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg");
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.at("/complete").asBoolean()).isTrue();
        assertThat(json.at("/stages/2/failed").asInt()).isEqualTo(1);
    }

    @Test
    void a_run_ends_and_says_so_when_more_and_more_decoders_hang() throws IOException {
        for (int i = 0; i < 20; i++) {
            writeJpeg(photos.resolve(i + ".jpg"), HANGS);
        }

        Program program =
                new Program(new HangingBackend()).with(photos, "--out", out, "--workers", 8, "--timeout-per-image", 1);

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.errLines()).last().asString().startsWith("too many decoders that were given up still run");
        assertThat(program.out()).contains("files not done");
    }

    private final class HangingBackend extends FakeBackend {
        @Override
        public List<Thumbnail> thumbnails(Path photo, Spec spec)
                throws ImageException, IOException, InterruptedException {
            if (Files.readString(photo, StandardCharsets.ISO_8859_1).contains(HANGS)) {
                while (released.getCount() > 0) {
                    LockSupport.parkNanos(1_000_000); // as native code does: an interrupt doesn't end it
                }
            }
            return super.thumbnails(photo, spec);
        }
    }
}
