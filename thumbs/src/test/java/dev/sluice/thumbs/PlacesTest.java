package dev.sluice.thumbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Context;
import dev.sluice.thumbs.file.RawPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program on folders: which photos it takes, and what becomes of thumbnails whose photos have changed or gone. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class PlacesTest {
    private static final FileTime MAY = FileTime.from(Instant.parse("2024-05-01T10:00:00Z"));

    private Path photos;
    private Path out;

    @BeforeEach
    void folders(@TempDir Path folder) {
        photos = folder.resolve("photos");
        out = folder.resolve("out");
    }

    @Test
    void another_photo_of_the_same_name_size_and_time_is_not_up_to_date() throws Exception {
        Path photo = FakeBackend.writePng(photos.resolve("a.png"), "photo 1");
        Files.setLastModifiedTime(photo, MAY);
        Program.run(photos, "--out", out);
        Path other = FakeBackend.writePng(photos.resolveSibling("other/a.png"), "photo 2");
        Files.setLastModifiedTime(other, MAY);
        Files.move(other, photo, StandardCopyOption.REPLACE_EXISTING);

        Program program = Program.run(photos, "--out", out);

        assertThat(program.out()).contains("1 photo: 1 made, 0 up to date");
        assertThat(Files.readString(out.resolve("a.png.jpg"), StandardCharsets.ISO_8859_1))
                .contains("2@256");
    }

    @Test
    void a_library_that_was_copied_with_its_times_stays_up_to_date() throws Exception {
        Path photo = FakeBackend.writeJpeg(photos.resolve("a.jpg"), "photo 1");
        Program.run(photos, "--out", out);
        Path copy = Files.createDirectories(photos.resolveSibling("copy")).resolve("a.jpg");
        Files.copy(photo, copy, StandardCopyOption.COPY_ATTRIBUTES);

        Program program = Program.run(copy.resolveSibling(""), "--out", out);

        assertThat(program.out()).contains("1 photo: 0 made, 1 up to date");
    }

    @Test
    void a_thumbnail_that_is_named_as_a_photo_is_never_replaced_by_its_own_thumbnail() throws Exception {
        FakeBackend.writeJpeg(photos.resolve("a.jpg"), "photo 1");
        Program.run(photos, "--out", out);
        byte[] before = Files.readAllBytes(out.resolve("a.jpg"));

        Program program = Program.run(out.resolve("a.jpg"), "--out", out, "--force");

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.err()).contains("its thumbnail would replace the photo itself");
        assertThat(out.resolve("a.jpg")).hasBinaryContent(before);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void photos_whose_names_differ_only_in_bytes_that_are_no_text_have_a_thumbnail_each() throws Exception {
        for (int b : new int[] {0xfe, 0xff}) {
            var name = new ByteArrayOutputStream();
            name.writeBytes((photos + "/").getBytes(StandardCharsets.UTF_8));
            name.write(b);
            name.writeBytes(".png".getBytes(StandardCharsets.UTF_8));
            FakeBackend.writePng(RawPath.of(name.toByteArray()), "photo " + b % 10);
        }

        Program first = Program.run(photos, "--out", out);
        Program second = Program.run(photos, "--out", out);

        assertThat(first.out()).contains("2 photos: 2 made, 0 up to date, 0 failed");
        assertThat(second.out()).contains("2 photos: 0 made, 2 up to date, 0 failed");
        assertThat(Trees.files(out)).hasSize(2);
    }

    @Test
    void a_second_run_into_the_same_folder_refuses_while_the_first_one_is_at_it() throws Exception {
        FakeBackend.writeJpeg(photos.resolve("a.jpg"), "photo 1");
        try (Context context = Context.background().withCancel()) {
            Thread first = Thread.startVirtualThread(
                    () -> new Program(new FakeBackend()).with(context, photos, "--out", out, "--watch"));
            await(out.resolve("a.jpg"), true);

            Program second = Program.run(photos, "--out", out);

            assertThat(second.status()).isEqualTo(2);
            assertThat(second.err()).contains("another run is writing into it");
            context.cancel();
            first.join();
        }
    }

    @Test
    void orphans_are_shown_by_a_dry_run_and_then_deleted_and_nothing_else_is() throws Exception {
        for (String name : List.of("a.jpg", "sub/b.png", "sub/c.jpg", "d.jpg")) {
            boolean png = name.endsWith("png");
            Path file = photos.resolve(name);
            if (png) {
                FakeBackend.writePng(file, "photo 1");
            } else {
                FakeBackend.writeJpeg(file, "photo 1");
            }
        }
        Path elsewhere = FakeBackend.writeJpeg(photos.resolveSibling("elsewhere/e.jpg"), "photo 5");
        Program.run(photos, elsewhere.resolveSibling(""), "--out", out);
        Files.delete(photos.resolve("a.jpg"));
        Files.delete(photos.resolve("sub/b.png"));
        Files.delete(elsewhere);
        Files.writeString(out.resolve("foreign.jpg"), "not a thumbnail");
        List<String> before = Trees.files(out);

        Program dry = Program.run(photos, "--out", out, "--delete-orphans", "--dry-run");

        assertThat(dry.out())
                .contains("to delete: " + out.resolve("a.jpg"), "to delete: " + out.resolve("sub/b.png.jpg"))
                .doesNotContain("e.jpg", "foreign.jpg", "c.jpg", "d.jpg");
        assertThat(Trees.files(out)).isEqualTo(before);

        Program lines = Program.run(photos, "--out", out, "--delete-orphans", "--dry-run", "--json-lines");

        assertThat(lines.out()).contains("{\"event\":\"toDelete\",\"thumbnail\":\"" + out.resolve("a.jpg") + "\"}");
        assertThat(Trees.files(out)).isEqualTo(before);

        Program last = Program.run(photos, "--out", out, "--delete-orphans", "--json-lines");

        assertThat(last.out()).contains("{\"event\":\"deleted\",\"thumbnail\":\"" + out.resolve("a.jpg") + "\"}");
        assertThat(Trees.files(out)).containsExactly("d.jpg", "e.jpg", "foreign.jpg", "sub/c.jpg");
    }

    @Test
    void where_all_photos_are_gone_as_if_a_disk_was_not_mounted_no_thumbnail_is_an_orphan() throws Exception {
        Path photo = FakeBackend.writeJpeg(photos.resolve("a.jpg"), "photo 1");
        Program.run(photos, "--out", out);
        Files.delete(photo);

        Program.run(photos, "--out", out, "--delete-orphans");

        assertThat(Trees.files(out)).containsExactly("a.jpg");
    }

    @Test
    void a_list_does_not_tell_what_is_gone() {
        Program program = Program.run("-", "--out", out, "--delete-orphans");

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.err()).contains("--delete-orphans needs files, folders or buckets as inputs");
    }

    @Test
    void a_watch_makes_what_comes_or_changes_and_removes_what_goes() throws Exception {
        FakeBackend.writeJpeg(photos.resolve("a.jpg"), "photo 1");
        FakeBackend.writeJpeg(photos.resolve("keep.jpg"), "photo 1");
        var program = new Program(new FakeBackend());
        try (Context context = Context.background().withCancel()) {
            Thread watch = Thread.startVirtualThread(() -> program.with(context, photos, "--out", out, "--watch"));
            await(out.resolve("a.jpg"), true);

            FakeBackend.writeJpeg(photos.resolve("new/deep/b.jpg"), "photo 2");
            await(out.resolve("new/deep/b.jpg"), true);

            FakeBackend.writeJpeg(photos.resolve("a.jpg"), "a longer photo 7");
            while (!Files.readString(out.resolve("a.jpg"), StandardCharsets.ISO_8859_1)
                    .contains("7@256")) {
                TimeUnit.MILLISECONDS.sleep(1);
            }

            Files.delete(photos.resolve("a.jpg"));
            await(out.resolve("a.jpg"), false);

            Files.move(photos.resolve("new"), photos.resolveSibling("away"));
            await(out.resolve("new"), false);

            context.cancel();
            watch.join();
        }
        assertThat(program.status()).isEqualTo(130);
        assertThat(program.errLines()).singleElement().asString().startsWith("Stopped after ");
        assertThat(Trees.files(out)).containsExactly("keep.jpg");
    }

    @Test
    void a_watch_needs_folders() throws IOException {
        Path photo = FakeBackend.writeJpeg(photos.resolve("a.jpg"), "photo 1");

        Program program = Program.run(photo, "--out", out, "--watch");

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.err()).contains("--watch needs folders as inputs, was " + photo);
    }

    @Test
    void a_pattern_that_is_none_is_told() {
        Program program = Program.run(".", "--out", out, "--exclude", "[");

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.err()).contains("--exclude isn't a pattern: [");
    }

    private static void await(Path file, boolean there) throws InterruptedException {
        while (Files.exists(file) != there) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
