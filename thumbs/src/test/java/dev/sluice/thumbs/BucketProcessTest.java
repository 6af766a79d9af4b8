package dev.sluice.thumbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.thumbs.bucket.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
 * Kills real processes while they put thumbnails into a bucket. The suite has a sample; {@code -Dsluice.kills=100} makes it a hundred
 * times, and {@code -Dsluice.kills.seed=…} the same moments again.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(value = 2, unit = TimeUnit.HOURS) // of a hundred kills
@DisabledOnOs(OS.WINDOWS)
class BucketProcessTest {
    private static final int PHOTOS = 12;
    private static final int KILLS = Integer.getInteger("sluice.kills", 2);
    private static final Map<String, String> CREDENTIALS =
            Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);

    @Test
    void after_kills_the_last_run_s_bucket_equals_that_of_an_undisturbed_run(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("sluice.kills.seed", System.nanoTime());
        var random = new Random(seed);
        Path photos = folder.resolve("photos");
        Path killed = Files.createDirectories(folder.resolve("s3/killed"));
        Path undisturbed = Files.createDirectories(folder.resolve("s3/undisturbed"));
        for (int i = 0; i < PHOTOS; i++) {
            FakeBackend.writeJpeg(photos.resolve(i % 7 + "/" + i + ".jpg"), "photo " + i);
        }
        try (S3Server server = S3Server.over(folder.resolve("s3"))) {
            for (int i = 0; i < KILLS; i++) {
                for (String name : thumbnails(killed)) {
                    if (random.nextBoolean()) {
                        Files.delete(killed.resolve(name)); // so that there is something to do at any moment
                    }
                }
                Process process = start(server, photos, "s3://killed");
                awaitThumbnails(killed, random.nextInt(1, PHOTOS), process);
                process.destroyForcibly().waitFor();
            }
            assertThat(finish(start(server, photos, "s3://killed"))).contains(PHOTOS + " photos: ", "0 failed");
            finish(start(server, photos, "s3://undisturbed"));
        }

        assertThat(thumbnails(killed)).as("seed %d", seed).hasSize(PHOTOS).isEqualTo(thumbnails(undisturbed));
        for (String name : thumbnails(killed)) {
            assertThat(Files.mismatch(killed.resolve(name), undisturbed.resolve(name)))
                    .as("%s, seed %d", name, seed)
                    .isEqualTo(-1);
        }
    }

    private static Process start(S3Server server, Path photos, String out) throws IOException {
        return ProcessMain.start(
                CREDENTIALS, photos, "--out", out, "--endpoint", server.uri(), "--workers", 2, "--no-progress");
    }

    private static String finish(Process process) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static void awaitThumbnails(Path bucket, int enough, Process process)
            throws IOException, InterruptedException {
        while (thumbnails(bucket).size() < enough && process.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static List<String> thumbnails(Path bucket) throws IOException {
        return Trees.files(bucket).stream()
                .filter(name -> name.endsWith(".jpg"))
                .toList();
    }
}
