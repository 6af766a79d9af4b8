package dev.sluice.thumbs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.thumbs.Trees;
import dev.sluice.thumbs.file.PartFile;
import dev.sluice.thumbs.file.RunStoppedException;
import dev.sluice.thumbs.image.ImageFormat;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Thumbnail;
import dev.sluice.thumbs.image.Variant;
import dev.sluice.thumbs.list.FileOriginal;
import dev.sluice.thumbs.list.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lets each single step on the disk go wrong, and then runs again on a sound one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class StoreFaultTest {
    private static final List<Variant> VARIANTS = Spec.of(256, 1024).variants();
    private static final List<String> ALL =
            List.of("1024/a.jpg", "1024/sub/b.jpg", "1024/sub/c.jpg", "256/a.jpg", "256/sub/b.jpg", "256/sub/c.jpg");
    private static final int MORE_STEPS_THAN_THERE_ARE = 1000;

    @Test
    void after_a_kill_at_any_step_all_files_are_whole_and_the_next_run_completes_them(@TempDir Path folder)
            throws Exception {
        for (int step = 1; step < MORE_STEPS_THAN_THERE_ARE; step++) {
            Path out = folder.resolve("kill-" + step);
            var disk = new FaultyDisk(FaultyDisk.Fault.KILL, step);
            try {
                run(out, disk);
            } catch (FaultyDisk.Killed _) {
                // What a killed process leaves is looked at below.
            }

            assertWhole(out);
            assertThat(run(out, new LocalDisk(false))).isEmpty();
            assertComplete(out);
            if (!disk.hasFailed()) {
                return;
            }
        }
    }

    @Test
    void after_a_fault_at_any_step_no_part_file_is_left_and_the_next_run_completes(@TempDir Path folder)
            throws Exception {
        for (int step = 1; step < MORE_STEPS_THAN_THERE_ARE; step++) {
            Path out = folder.resolve("fault-" + step);
            var disk = new FaultyDisk(FaultyDisk.Fault.ERROR, step);

            List<IOException> failures = run(out, disk);

            assertWhole(out);
            assertThat(failures).hasSizeLessThanOrEqualTo(1);
            assertThat(run(out, new LocalDisk(false))).isEmpty();
            assertComplete(out);
            if (!disk.hasFailed()) {
                return;
            }
        }
    }

    @Test
    void a_full_disk_is_told_from_a_bad_file_and_leaves_no_part_file(@TempDir Path folder) throws Exception {
        for (int step = 1; step < MORE_STEPS_THAN_THERE_ARE; step++) {
            Path out = folder.resolve("full-" + step);
            var disk = new FaultyDisk(FaultyDisk.Fault.FULL, step);

            List<IOException> failures = run(out, disk);

            assertWhole(out);
            assertThat(parts(out)).isEmpty();
            if (!disk.hasFailed()) {
                return;
            }
            assertThat(failures)
                    .hasSizeLessThanOrEqualTo(1)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(OutputException.class)
                            .hasMessageContaining("No space left on device"));
        }
    }

    @Test
    void an_interrupt_at_any_step_of_a_put_is_told_as_one_and_leaves_no_part_file(@TempDir Path folder)
            throws Exception {
        for (int step = 1; step < MORE_STEPS_THAN_THERE_ARE; step++) {
            Path out = folder.resolve("interrupt-" + step);
            var disk = new FaultyDisk(FaultyDisk.Fault.INTERRUPT, step);
            var store = store(out, disk);

            Throwable thrown = catchThrowable(() -> store.put(photo("a.jpg"), thumbnails()));

            assertThat(parts(out)).isEmpty();
            if (!disk.hasFailed()) {
                assertThat(thrown).isNull();
                return;
            }
            assertThat(thrown).isInstanceOf(InterruptedException.class);
        }
    }

    private static Store store(Path out, Disk disk) {
        return new Store(new FolderDestination(out, disk), new Layout(VARIANTS), false);
    }

    /** Stores three photos as the pipeline does, and answers what failed. */
    private static List<IOException> run(Path out, Disk disk) throws InterruptedException {
        var failures = new ArrayList<IOException>();
        try (Store store = store(out, disk)) {
            store.open();
            for (String name : List.of("a.jpg", "sub/b.jpg", "sub/c.jpg")) {
                store(store, photo(name), failures);
            }
        } catch (RunStoppedException e) {
            failures.add(e);
        }
        return failures;
    }

    private static void store(Store store, Photo photo, List<IOException> failures)
            throws RunStoppedException, InterruptedException {
        try {
            if (store.plan(photo) == Store.Plan.SKIP) {
                return;
            }
            store.put(
                    photo,
                    VARIANTS.stream()
                            .map(variant -> new Thumbnail(variant, 1, 1, jpeg()))
                            .toList());
        } catch (RunStoppedException e) {
            throw e;
        } catch (IOException e) {
            failures.add(e);
        } finally {
            store.release(photo);
        }
    }

    private static List<Thumbnail> thumbnails() {
        return VARIANTS.stream()
                .map(variant -> new Thumbnail(variant, 1, 1, jpeg()))
                .toList();
    }

    private static Photo photo(String name) {
        var original = new FileOriginal(Path.of("photos", name));
        return new Photo(original, Path.of(name), ImageFormat.JPEG, new Origin(original.id(), 7, "2024-05-01/c0"));
    }

    private static byte[] jpeg() {
        return HexFormat.of().parseHex("ffd8ffe000104a46494600010100000100010000ffda0102030405060708ffd9");
    }

    private static void assertWhole(Path out) throws IOException {
        for (String name : Trees.files(out)) {
            if (!PartFile.isOne(Path.of(name))) {
                byte[] content = Files.readAllBytes(out.resolve(name));
                assertThat(Resident.of(content, content, content.length, "now"))
                        .as(name)
                        .matches(Resident::made)
                        .matches(Resident::whole);
            }
        }
    }

    private static void assertComplete(Path out) throws IOException {
        assertThat(Trees.files(out)).isEqualTo(ALL);
        assertWhole(out);
    }

    private static List<String> parts(Path out) throws IOException {
        return Trees.files(out).stream()
                .filter(name -> PartFile.isOne(Path.of(name)))
                .toList();
    }
}
