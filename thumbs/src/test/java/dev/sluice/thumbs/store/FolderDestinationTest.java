package dev.sluice.thumbs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.thumbs.Trees;
import dev.sluice.thumbs.image.OutputFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class FolderDestinationTest {
    private Path out;

    @BeforeEach
    void folder(@TempDir Path folder) {
        out = folder.resolve("out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.jpg", "x/../../a.jpg", "..", "/a.jpg", "x/../a.jpg"})
    void a_name_never_leads_out_of_it(String name) {
        try (var destination = new FolderDestination(out)) {
            assertThatThrownBy(() -> destination.put(Path.of(name), thumbnail(), null))
                    .isInstanceOf(IOException.class)
                    .hasMessage(name + " leads out of the output folder");
        }
    }

    @Test
    void a_link_in_it_is_not_followed_to_where_it_leads_out() throws Exception {
        Path elsewhere = Files.createDirectories(out.resolveSibling("elsewhere"));
        Files.createDirectories(out);
        Files.createSymbolicLink(out.resolve("2024"), elsewhere);
        try (var destination = new FolderDestination(out)) {
            destination.open();

            assertThatThrownBy(() -> destination.put(Path.of("2024/may/a.jpg"), thumbnail(), null))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(out.resolve("2024") + " is a link that leads out of the output folder");

            assertThat(Trees.files(elsewhere)).isEmpty();
        }
    }

    @Test
    void a_link_within_it_and_one_to_it_are_followed() throws Exception {
        Path disk = out.resolveSibling("disk");
        Files.createDirectories(disk.resolve("real"));
        Files.createSymbolicLink(out, disk);
        Files.createSymbolicLink(disk.resolve("2024"), disk.resolve("real"));
        try (var destination = new FolderDestination(out)) {
            destination.open();

            destination.put(Path.of("2024/a.jpg"), thumbnail(), null);
        }

        assertThat(Trees.files(disk)).containsExactly("2024", "real/a.jpg");
    }

    @Test
    void one_run_has_it_at_a_time() throws Exception {
        try (var first = new FolderDestination(out);
                var second = new FolderDestination(out)) {
            first.open();

            assertThatThrownBy(second::open)
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining("another run is writing into it (process "
                            + ProcessHandle.current().pid());
        }
        try (var third = new FolderDestination(out)) {
            third.open();
        }
        assertThat(Trees.files(out)).isEmpty();
    }

    @Test
    void the_lock_of_a_process_that_was_killed_keeps_nothing_out() throws Exception {
        Files.createDirectories(out);
        Files.writeString(out.resolve(".sluice.lock"), "process 1, run killed");

        try (var destination = new FolderDestination(out)) {
            destination.open();
            destination.put(Path.of("a.jpg"), thumbnail(), null);
        }

        assertThat(Trees.files(out)).containsExactly("a.jpg");
    }

    @Test
    void what_has_come_meanwhile_is_not_replaced() throws Exception {
        try (var destination = new FolderDestination(out)) {
            destination.open();
            Files.writeString(out.resolve("a.jpg"), "another program's");

            assertThatThrownBy(() -> destination.put(Path.of("a.jpg"), thumbnail(), null))
                    .isInstanceOf(ChangedMeanwhileException.class);

            assertThat(out.resolve("a.jpg")).hasContent("another program's");
        }
    }

    @Test
    void a_folder_that_is_left_empty_goes_with_its_last_thumbnail() throws Exception {
        try (var destination = new FolderDestination(out)) {
            destination.open();
            Path name = Path.of("2024/may/a.jpg");
            destination.put(name, thumbnail(), null);
            destination.put(Path.of("2024/b.jpg"), thumbnail(), null);
            Resident seen = Objects.requireNonNull(destination.look(name));

            destination.remove(name, seen);

            assertThat(out.resolve("2024/may")).doesNotExist();
            assertThat(out.resolve("2024/b.jpg")).exists();
        }
    }

    private static Sealed thumbnail() {
        return new Sealed("picture".getBytes(StandardCharsets.US_ASCII), "", OutputFormat.JPEG);
    }
}
