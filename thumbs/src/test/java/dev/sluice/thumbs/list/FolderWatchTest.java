package dev.sluice.thumbs.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class FolderWatchTest {
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration AN_INSTANT = Duration.ofMillis(1);

    private final Channel<String> said = Channel.buffered(1000);
    private Path photos;

    @BeforeEach
    void folder(@TempDir Path folder) {
        photos = folder;
    }

    @Test
    void a_file_that_was_changed_a_moment_ago_waits_and_an_old_one_comes_at_once() throws Exception {
        Files.writeString(photos.resolve("0-half.jpg"), "half");
        Path old = Files.writeString(photos.resolve("old.jpg"), "whole");
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        try (var scope = Scope.open()) {
            scope.go(() -> watch(A_DAY));

            assertThat(said.receive()).isEqualTo("found old.jpg");

            Files.writeString(photos.resolve("new.jpg"), "half too");
            Files.writeString(photos.resolve("mark"), "");
            Files.delete(photos.resolve("mark"));
            assertThat(said.receive()).as("after all that came before it").isEqualTo("gone mark");
            scope.cancel();
        }
    }

    @Test
    void what_is_quiet_comes_with_its_name_and_what_is_left_out_does_not() throws Exception {
        try (var scope = Scope.open()) {
            scope.go(() -> watch(AN_INSTANT));
            Files.createFile(photos.resolve("first.jpg"));
            assertThat(said.receive()).isEqualTo("found first.jpg");

            Files.createDirectories(photos.resolve(".hidden"));
            Files.createFile(photos.resolve(".hidden/a.jpg"));
            Files.createFile(photos.resolve("._b.jpg"));
            Files.createDirectories(photos.resolve("x/y"));
            Files.createFile(photos.resolve("x/y/c.jpg"));

            assertThat(said.receive()).isEqualTo("found x/y/c.jpg");
            scope.cancel();
        }
    }

    @Test
    void a_folder_that_is_moved_is_gone_under_its_old_name_and_found_under_its_new_one() throws Exception {
        Files.createDirectories(photos.resolve("x/y"));
        Path photo = Files.createFile(photos.resolve("x/y/a.jpg"));
        Files.setLastModifiedTime(photo, FileTime.from(Instant.EPOCH));
        try (var scope = Scope.open()) {
            scope.go(() -> watch(AN_INSTANT));
            assertThat(said.receive()).isEqualTo("found x/y/a.jpg");

            Files.move(photos.resolve("x"), photos.resolve("z"));

            assertThat(List.of(said.receive(), said.receive())).containsExactlyInAnyOrder("gone x", "found z/y/a.jpg");
            Files.delete(photos.resolve("z/y/a.jpg"));
            assertThat(said.receive()).isEqualTo("gone z/y/a.jpg");
            scope.cancel();
        }
    }

    private void watch(Duration quiet) throws IOException, InterruptedException {
        var source = new FolderSource(photos, _ -> false, Selection.DEFAULT);
        var finds = new Finds() {
            @Override
            public void found(Candidate candidate) throws InterruptedException {
                said.send("found " + candidate.name());
            }

            @Override
            public void failed(String place, String reason) throws InterruptedException {
                said.send(place + ": " + reason);
            }
        };
        try (var watch = new FolderWatch(List.of(source), finds, name -> said.send("gone " + name), quiet)) {
            watch.run();
        }
    }
}
