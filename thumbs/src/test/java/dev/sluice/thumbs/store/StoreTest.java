package dev.sluice.thumbs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.thumbs.Trees;
import dev.sluice.thumbs.image.ImageFormat;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Thumbnail;
import dev.sluice.thumbs.list.FileOriginal;
import dev.sluice.thumbs.list.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class StoreTest {
    private static final Instant MAY = Instant.parse("2024-05-01T10:00:00.000000001Z");
    private static final byte[] JPEG = HexFormat.of().parseHex("ffd8ffe000104a46494600010100000100010000ffd9");

    private Path photos;
    private Path out;
    private Path target;

    @BeforeEach
    void folders(@TempDir Path folder) {
        photos = folder.resolve("photos");
        out = folder.resolve("out");
        target = out.resolve("sub/a.jpg");
    }

    @Test
    void a_new_photo_is_to_be_made_and_a_stored_one_is_up_to_date() throws Exception {
        Photo photo = photo("x", 7, MAY);
        assertThat(store().plan(photo)).isEqualTo(Store.Plan.MAKE);

        put(store(), photo);

        assertThat(store().plan(photo)).isEqualTo(Store.Plan.SKIP);
        assertThat(Trees.files(out)).containsExactly("sub/a.jpg");
    }

    @Test
    void a_photo_of_another_size_or_time_is_to_be_made_again() throws Exception {
        put(store(), photo("x", 7, MAY));

        assertThat(store().plan(photo("x", 8, MAY))).isEqualTo(Store.Plan.MAKE);
        assertThat(store().plan(photo("x", 7, MAY.plusNanos(1)))).isEqualTo(Store.Plan.MAKE);
        assertThat(store().plan(photo("x", 7, MAY.minusSeconds(1)))).isEqualTo(Store.Plan.MAKE);
    }

    @Test
    void other_options_make_again() throws Exception {
        put(store(), photo("x", 7, MAY));

        assertThat(new Store(
                                new FolderDestination(out),
                                new Layout(Spec.of(256).withQuality(81).variants()),
                                false)
                        .plan(photo("x", 7, MAY)))
                .isEqualTo(Store.Plan.MAKE);
        assertThat(new Store(new FolderDestination(out), new Layout(Spec.of(255).variants()), false)
                        .plan(photo("x", 7, MAY)))
                .isEqualTo(Store.Plan.MAKE);
        assertThat(new Store(new FolderDestination(out), new Layout(Spec.of(256).variants()), true)
                        .plan(photo("x", 7, MAY)))
                .isEqualTo(Store.Plan.MAKE);
    }

    @Test
    void a_thumbnail_that_was_cut_short_is_made_again() throws Exception {
        put(store(), photo("x", 7, MAY));
        byte[] whole = Files.readAllBytes(target);
        Files.write(target, Arrays.copyOf(whole, whole.length - 1));

        assertThat(store().plan(photo("x", 7, MAY))).isEqualTo(Store.Plan.MAKE);
    }

    @Test
    void an_empty_file_is_replaced() throws Exception {
        Files.createDirectories(target.resolveSibling(""));
        Files.createFile(target);

        put(store(), photo("x", 7, MAY));

        assertThat(target).isNotEmptyFile();
    }

    @Test
    void a_library_that_was_moved_stays_up_to_date() throws Exception {
        put(store(), photo("x", 7, MAY));

        assertThat(store().plan(photo("elsewhere", 7, MAY))).isEqualTo(Store.Plan.SKIP);
    }

    @Test
    void a_photo_doesn_t_replace_the_thumbnail_of_another_one() throws Exception {
        put(store(), photo("x", 7, MAY));

        assertThatThrownBy(() -> store().plan(photo("y", 8, MAY)))
                .isInstanceOf(PlaceTakenException.class)
                .hasMessageStartingWith(target + " is the thumbnail of another photo");
        assertThat(new Store(new FolderDestination(out), new Layout(Spec.of(256).variants()), true)
                        .plan(photo("y", 8, MAY)))
                .isEqualTo(Store.Plan.MAKE);
    }

    @Test
    void a_place_is_taken_while_its_photo_is_on_the_way() throws Exception {
        Store store = store();
        Photo first = photo("x", 7, MAY);
        Photo second = photo("y", 8, MAY);
        store.plan(first);

        assertThatThrownBy(() -> store.plan(second)).isInstanceOf(PlaceTakenException.class);
        assertThat(store.plan(first)).as("the same photo").isEqualTo(Store.Plan.SKIP);
        store.release(second);
        assertThatThrownBy(() -> store.plan(second)).isInstanceOf(PlaceTakenException.class);

        store.release(first);
        assertThat(store.plan(second)).isEqualTo(Store.Plan.MAKE);
    }

    @Test
    void a_place_is_taken_once_this_run_has_stored_a_photo_there_even_by_force() throws Exception {
        var store =
                new Store(new FolderDestination(out), new Layout(Spec.of(256).variants()), true);
        put(store, photo("x", 7, MAY));

        assertThatThrownBy(() -> store.plan(photo("y", 7, MAY))).isInstanceOf(PlaceTakenException.class);
        assertThat(store.plan(photo("x", 7, MAY))).isEqualTo(Store.Plan.SKIP);
    }

    @Test
    void somebody_else_s_file_is_replaced_by_force_only() throws Exception {
        Files.createDirectories(target.resolveSibling(""));
        Files.write(target, JPEG);
        photo("x", 7, MAY);

        assertThatThrownBy(() -> store().plan(photo("x", 7, MAY)))
                .isInstanceOf(PlaceTakenException.class)
                .hasMessageContaining("was not made by this program");
        assertThat(target).hasBinaryContent(JPEG);
        assertThat(new Store(new FolderDestination(out), new Layout(Spec.of(256).variants()), true)
                        .plan(photo("x", 7, MAY)))
                .isEqualTo(Store.Plan.MAKE);
    }

    @Test
    void a_thumbnail_never_replaces_its_photo() throws Exception {
        Photo photo = photo("x", 7, MAY);
        var store = new Store(
                new FolderDestination(photos.resolve("x")),
                new Layout(Spec.of(256).variants()),
                true);

        assertThatThrownBy(() -> store.plan(photo)).isInstanceOf(PlaceTakenException.class);
    }

    @Test
    void a_folder_in_the_place_of_a_thumbnail_is_an_error_of_that_photo() throws Exception {
        Files.createDirectories(target);

        assertThatThrownBy(() -> store().plan(photo("x", 7, MAY)))
                .isInstanceOf(IOException.class)
                .hasMessage("a folder stands where a file is needed");
    }

    @Test
    void part_files_of_runs_that_have_ended_are_deleted_and_those_of_others_stay() throws Exception {
        Path ended = out.resolve("sub/.sluice-" + pidOfEndedProcess() + "-abc.part");
        Path earlierHere = out.resolve("sub/.sluice-" + ProcessHandle.current().pid() + "-abc.part");
        Path running = out.resolve("sub/.sluice-1-abc.part");
        Path foreign = out.resolve("sub/other.part");
        Files.createDirectories(out.resolve("sub"));
        for (Path file : List.of(ended, earlierHere, running, foreign)) {
            Files.createFile(file);
        }

        put(store(), photo("x", 7, MAY));

        assertThat(ended).doesNotExist();
        assertThat(earlierHere).doesNotExist();
        assertThat(running).exists();
        assertThat(foreign).exists();
    }

    private Store store() {
        return new Store(new FolderDestination(out), new Layout(Spec.of(256).variants()), false);
    }

    private static void put(Store store, Photo photo) throws IOException, InterruptedException {
        store.plan(photo);
        store.put(photo, List.of(new Thumbnail(Spec.of(256).variants().getFirst(), 1, 1, JPEG)));
        store.release(photo);
    }

    private Photo photo(String folder, long bytes, Instant modified) throws IOException {
        Path file = photos.resolve(folder).resolve("sub/a.jpg");
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, JPEG);
        var original = new FileOriginal(file);
        return new Photo(
                original, Path.of("sub/a.jpg"), ImageFormat.JPEG, new Origin(original.id(), bytes, modified + "/c0"));
    }

    private static long pidOfEndedProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }
}
