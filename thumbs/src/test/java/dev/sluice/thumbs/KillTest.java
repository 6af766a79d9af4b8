package dev.sluice.thumbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the whole program at random moments. The suite has a sample; {@code -Dsluice.kills=100} makes it a hundred times, {@code
 * -Dsluice.kills.backend=vips} with that backend, and {@code -Dsluice.kills.seed=…} the same moments again.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(value = 2, unit = TimeUnit.HOURS) // of a hundred kills
@DisabledOnOs(OS.WINDOWS)
class KillTest {
    private static final Path SAMPLES = Path.of("../samples");
    private static final int THUMBNAILS = 20;
    private static final int KILLS = Integer.getInteger("sluice.kills", 3);
    private static final String BACKEND = System.getProperty("sluice.kills.backend", "auto");

    @Test
    void after_kills_at_random_moments_the_last_run_leaves_what_an_undisturbed_one_does(@TempDir Path folder)
            throws Exception {
        long seed = Long.getLong("sluice.kills.seed", System.nanoTime());
        var random = new Random(seed);
        Path undisturbed = folder.resolve("undisturbed");
        Path out = folder.resolve("out");
        assertThat(start(undisturbed).waitFor()).isZero();
        assertThat(Trees.files(undisturbed)).hasSize(THUMBNAILS);

        for (int i = 0; i < KILLS; i++) {
            Process process = start(out, "--force");
            awaitThumbnails(random.nextInt(THUMBNAILS), out, process);
            spin(random.nextInt(20_000_000));
            process.destroyForcibly().waitFor();
            if (random.nextBoolean()) {
                forgetSome(out, random);
            }
        }
        int status = start(out).waitFor();

        assertThat(status).as("seed %d", seed).isZero();
        assertThat(Trees.files(out)).as("seed %d", seed).isEqualTo(Trees.files(undisturbed));
        for (String name : Trees.files(undisturbed)) {
            assertThat(out.resolve(name)).as("seed %d", seed).hasSameBinaryContentAs(undisturbed.resolve(name));
        }
    }

    private static Process start(Path out, String... options) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Thumbs.class.getName(),
                SAMPLES.toString(),
                "--out",
                out.toString(),
                "--size",
                "64,200",
                "--backend",
                BACKEND,
                "--no-progress"));
        words.addAll(List.of(options));
        return new ProcessBuilder(words)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Waits until the process has stored that many thumbnails, or has ended. */
    private static void awaitThumbnails(int enough, Path out, Process process) throws IOException {
        while (process.isAlive() && thumbnails(out).size() < enough) {
            Thread.onSpinWait();
        }
    }

    private static List<String> thumbnails(Path out) throws IOException {
        return Trees.files(out).stream().filter(name -> name.endsWith(".jpg")).toList();
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** Deletes some thumbnails, so that a process which goes on has something to do at any moment. */
    private static void forgetSome(Path out, Random random) throws IOException {
        for (String name : thumbnails(out)) {
            if (random.nextBoolean()) {
                Files.delete(out.resolve(name));
            }
        }
    }
}
