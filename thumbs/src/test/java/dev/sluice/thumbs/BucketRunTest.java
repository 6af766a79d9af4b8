package dev.sluice.thumbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.thumbs.bucket.FaultyNetwork;
import dev.sluice.thumbs.bucket.FaultyNetwork.Fault;
import dev.sluice.thumbs.bucket.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Runs the program on buckets of a real S3 API, with the credentials that the AWS SDK finds by itself. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@Timeout(180)
class BucketRunTest {
    private static final int PHOTOS = 40;

    private Path folder;
    private Path photos;
    private Path out;
    private S3Server server;

    @BeforeEach
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        photos = folder.resolve("photos");
        out = folder.resolve("out");
        for (int i = 0; i < PHOTOS; i++) {
            FakeBackend.writeJpeg(photos.resolve(i % 3 + "/" + i + ".jpg"), "photo " + i % 10);
        }
        FakeBackend.writePng(photos.resolve("x.png"), "photo 9");
        Files.createDirectories(folder.resolve("s3/small"));
        Files.createDirectories(folder.resolve("s3/other"));
        server = S3Server.over(folder.resolve("s3"));
        System.setProperty("aws.accessKeyId", S3Server.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", S3Server.SECRET_KEY);
    }

    @AfterEach
    void stop() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        server.close();
    }

    @Test
    void every_combination_of_folders_and_buckets_gives_the_same_pictures() throws Exception {
        Files.createDirectories(folder.resolve("s3/photos"));
        Program.run(photos, "--out", out);

        assertDone(run(server.uri(), photos, "--out", "s3://small/a"));
        assertDone(run(server.uri(), "s3://small/a", "--out", folder.resolve("of-thumbnails")));
        upload();
        assertDone(run(server.uri(), "s3://photos", "--out", folder.resolve("from-bucket")));
        assertDone(run(server.uri(), "s3://photos/", "--out", "s3://other/b"));

        assertThat(pictures(folder.resolve("s3/small/a"))).isEqualTo(pictures(out));
        assertThat(pictures(folder.resolve("from-bucket"))).isEqualTo(pictures(out));
        assertThat(pictures(folder.resolve("s3/other/b"))).isEqualTo(pictures(out));
    }

    @Test
    void what_is_up_to_date_is_known_without_reading_a_picture() throws Exception {
        upload();
        run(server.uri(), "s3://photos", "--out", "s3://small");
        try (var network = FaultyNetwork.to(server.uri(), _ -> Fault.NONE)) {
            Program again = run(network.uri(), "s3://photos", "--out", "s3://small");

            assertThat(again.out()).contains("0 made, " + (PHOTOS + 1) + " up to date, 0 failed");
            assertThat(network.requests())
                    .noneMatch(request -> request.matches("GET /(photos|small)/.*"))
                    .noneMatch(request -> request.startsWith("PUT"));
        }
    }

    @Test
    void a_run_finishes_over_a_network_that_resets_and_a_service_that_is_busy() throws Exception {
        Program.run(photos, "--out", out);
        upload();
        Fault[] faults = {Fault.RESET, Fault.NONE, Fault.UNAVAILABLE, Fault.NONE, Fault.NONE};
        try (var network = FaultyNetwork.to(server.uri(), connection -> faults[connection % faults.length])) {
            assertDone(run(network.uri(), "s3://photos", "--out", "s3://small"));
        }

        assertThat(pictures(folder.resolve("s3/small"))).isEqualTo(pictures(out));
    }

    @Test
    void two_runs_into_one_bucket_share_the_work() throws Exception {
        Program.run(photos, "--out", out);
        var start = new CountDownLatch(1);
        var programs = List.of(new Program(new FakeBackend()), new Program(new FakeBackend()));
        List<Thread> threads = programs.stream()
                .map(program -> Thread.startVirtualThread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    program.with(photos, "--out", "s3://small", "--endpoint", server.uri());
                }))
                .toList();

        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(programs).allMatch(program -> program.status() == 0);
        assertThat(pictures(folder.resolve("s3/small"))).isEqualTo(pictures(out));
    }

    @Test
    void what_another_program_has_put_is_not_replaced_unless_by_force() throws Exception {
        FakeBackend.writeJpeg(folder.resolve("s3/small/1/1.jpg"), "another program's");

        Program program = run(server.uri(), photos, "--out", "s3://small");

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.err()).contains("s3://small/1/1.jpg exists and was not made by this program");
        assertDone(run(server.uri(), photos, "--out", "s3://small", "--force"));
    }

    @Test
    void orphans_in_a_bucket_are_deleted() throws Exception {
        run(server.uri(), photos, "--out", "s3://small");
        Files.delete(photos.resolve("1/1.jpg"));
        Files.delete(photos.resolve("x.png"));

        Program program = run(server.uri(), photos, "--out", "s3://small", "--delete-orphans");

        assertThat(program.out()).contains("deleted: s3://small/1/1.jpg", "deleted: s3://small/x.png.jpg");
        assertThat(pictures(folder.resolve("s3/small"))).hasSize(PHOTOS - 1);
    }

    @Test
    void a_bucket_that_does_not_exist_is_told_before_anything_is_made() {
        Program program = run(server.uri(), photos, "--out", "s3://nowhere");

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.err()).contains("there is no bucket nowhere; create it, or check its name");
    }

    private void upload() throws IOException {
        Files.createDirectories(folder.resolve("s3/photos"));
        for (String name : Trees.files(photos)) {
            FakeBackend.write(folder.resolve("s3/photos").resolve(name), Files.readAllBytes(photos.resolve(name)));
        }
    }

    private static Program run(URI endpoint, Object... arguments) {
        var words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--endpoint", endpoint));
        return new Program(new FakeBackend()).with(words.toArray());
    }

    private static void assertDone(Program program) {
        assertThat(program.status()).as(program.err()).isZero();
        assertThat(program.out()).contains((PHOTOS + 1) + " made, 0 up to date, 0 failed");
    }

    /** Returns the pictures without their stamps, which tell of which photo they are. */
    private static Map<String, String> pictures(Path folder) throws IOException {
        var pictures = new TreeMap<String, String>();
        for (String name : Trees.files(folder)) {
            String content = Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
            pictures.put(name, content.substring(content.lastIndexOf('@') - 1));
        }
        return pictures;
    }
}
