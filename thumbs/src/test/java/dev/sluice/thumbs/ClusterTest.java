package dev.sluice.thumbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.Context;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.remote.LocalServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose thumbnails are made by workers, with a real server between them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class ClusterTest {
    @TempDir
    private Path folder;

    private Path photos;
    private Path out;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        assumeThat(LocalServer.installed()).as(LocalServer.howToInstall()).isPresent();
        photos = folder.resolve("photos");
        out = folder.resolve("out");
        server = LocalServer.start(folder.resolve("nats"), freePort());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Program run(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(photos, "--out", out, "--nats", server.address()));
        arguments.addAll(List.of(more));
        return Program.run(arguments.toArray());
    }

    /** Runs with a worker in this process. */
    private Program runWithWorker(Object... more) throws InterruptedException {
        try (var scope = Scope.open().collectAll()) {
            Context context = scope.context();
            Task<Program> worker = scope.go(() ->
                    new Program(new FakeBackend()).with(context, "worker", "--nats", server.address(), "--workers", 2));
            Program run = run(more);
            scope.cancel();
            assertThat(worker.state()).isNotEqualTo(Task.State.SUCCEEDED);
            return run;
        }
    }

    @Test
    void workers_make_what_a_run_here_would_and_tell_it_what_failed() throws Exception {
        for (int i = 0; i < 20; i++) {
            FakeBackend.writeJpeg(photos.resolve(i % 3 + "/" + i + ".jpg"), "photo " + i);
        }
        FakeBackend.writeJpeg(photos.resolve("bad.jpg"), FakeBackend.BROKEN);
        FakeBackend.writeJpeg(photos.resolve("Düne & mehr.jpg"), "photo x");
        Path here = folder.resolve("here");
        Program.run(photos, "--out", here, "--size", "64,200");

        Program program = runWithWorker("--size", "64,200");

        assertThat(program.out()).contains("22 photos: 21 made, 0 up to date, 1 failed");
        assertThat(program.err()).contains(photos.resolve("bad.jpg") + ": the picture is cut short");
        assertThat(program.status()).isEqualTo(1);
        assertThat(Trees.files(out)).isEqualTo(Trees.files(here));
        for (String name : Trees.files(here)) {
            assertThat(out.resolve(name)).hasSameBinaryContentAs(here.resolve(name));
        }
    }

    @Test
    void a_second_run_has_nothing_to_do_unless_it_is_forced() throws Exception {
        FakeBackend.writeJpeg(photos.resolve("a.jpg"), "photo a");
        runWithWorker();

        assertThat(run().out()).contains("1 photo: 0 made, 1 up to date");
        assertThat(runWithWorker("--force").out()).contains("1 photo: 1 made, 0 up to date");
    }

    @Test
    void without_a_server_the_run_ends_and_says_how_to_get_one() throws Exception {
        FakeBackend.writeJpeg(photos.resolve("a.jpg"), "photo a");
        server.close();

        Program program = run();

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.err()).contains("no NATS server can be reached at").contains("nats-server");
    }

    @Test
    void options_that_belong_to_workers_are_refused() throws Exception {
        FakeBackend.writeJpeg(photos.resolve("a.jpg"), "photo a");

        assertThat(run("--workers", 3).err()).contains("--workers belongs to the workers when there is --nats");
    }

    @Test
    void when_workers_are_killed_at_random_moments_all_is_made_and_told_once() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int number = 90;
        for (int i = 0; i < number; i++) {
            FakeBackend.writeJpeg(photos.resolve(i % 7 + "/" + i + ".jpg"), "photo " + i);
        }
        List<Process> workers = new ArrayList<>(List.of(worker(), worker()));
        try (var scope = Scope.open()) {
            Task<Program> running = scope.go(() -> run("--json-lines", "--no-progress"));
            for (int kill = 1; kill <= 3; kill++) {
                awaitThumbnails(20 * kill, running);
                int victim = random.nextInt(workers.size());
                workers.get(victim).destroyForcibly().waitFor();
                workers.set(victim, worker());
            }
            Program program = running.await();

            assertThat(program.status()).as(program.err()).isZero();
            List<String> made = program.out()
                    .lines()
                    .filter(line -> line.contains("\"event\":\"made\""))
                    .toList();
            assertThat(made).as("seed %d", seed).hasSize(number).doesNotHaveDuplicates();
        } finally {
            workers.forEach(Process::destroyForcibly);
        }

        List<String> thumbnails =
                Trees.files(out).stream().filter(name -> name.endsWith(".jpg")).toList();
        assertThat(thumbnails).as("seed %d", seed).isEqualTo(Trees.files(photos));
        for (String name : thumbnails) {
            assertThat(ProcessMain.isWhole(out.resolve(name))).as(name).isTrue();
        }
    }

    private Process worker() throws IOException {
        return ProcessMain.start("worker", "--nats", server.address(), "--workers", 2);
    }

    private void awaitThumbnails(int enough, Task<?> running) throws Exception {
        while (running.state() == Task.State.RUNNING
                && (!Files.isDirectory(out)
                        || Trees.files(out).stream()
                                        .filter(name -> name.endsWith(".jpg"))
                                        .count()
                                < enough)) {
            LockSupport.parkNanos(2_000_000);
        }
    }
}
