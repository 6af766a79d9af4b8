package dev.sluice.chat.store;

import static dev.sluice.chat.store.Outcomes.LOBBY;
import static dev.sluice.chat.store.Outcomes.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends JdbcStoreContract {
    @TempDir
    Path folder;

    @Override
    String data() {
        return folder.resolve("chat.db").toString();
    }

    @Override
    String url() {
        return "jdbc:sqlite:" + data();
    }

    @Test
    void a_commit_is_on_the_disk_when_it_returns() throws Exception {
        assertThat(query("PRAGMA journal_mode")).isEqualTo("wal");
        try (var connection = SqliteDialect.lock(folder.resolve("other.db").toString())
                        .connect(true);
                var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA synchronous")) {
            assertThat(row.getInt(1)).as("2 is FULL").isEqualTo(2);
        }
    }

    @Test
    void a_path_that_can_t_be_a_database_is_refused() throws Exception {
        assertRefused(folder, "--data must be a file, but " + folder + " is a folder");
        assertRefused(folder.resolve("none/chat.db"), "doesn't exist; make it");
        assertRefused(folder.resolve("what?.db"), "without '?'");
        Files.writeString(folder.resolve("letter.txt"), "Dear John, ".repeat(1_000));
        assertRefused(
                folder.resolve("letter.txt"), "letter.txt is not a SQLite database; name another file with --data");
        assertRefused(Path.of("jdbc:mysql:chat"), "or begin with jdbc:postgresql:, was 'jdbc:mysql:chat'");
    }

    private void assertRefused(Path data, String message) {
        assertThatThrownBy(() -> Store.open(data.toString(), options(), outcomes))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_store_whose_disk_is_full_says_so_and_goes_on_when_there_is_room() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("needs root, to mount a small file system")
                .isEqualTo("root");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()))
                .as("needs the right to mount a small file system")
                .isZero();
        try {
            Path filler = disk.resolve("filler");
            try (Store small = Store.open(disk.resolve("chat.db").toString(), options(), outcomes)) {
                var before = outcomes.store(small, draft("jane", LOBBY, "before", "1"));
                fill(filler);

                // What is in the file already has room for a few.
                Outcome outcome = outcomes.append(small, draft("x".repeat(60_000)));
                while (!(outcome instanceof Outcome.Failed failed)) {
                    outcome = outcomes.append(small, draft("x".repeat(60_000)));
                }

                assertThat(failed.reason()).isEqualTo(Outcome.Reason.FULL);
                assertThat(failed.text()).isEqualTo("the disk of the server is full; try again later");
                assertThat(small.figures().trouble()).endsWith("chat.db is full; make room");
                assertThat(small.after(LOBBY, 0, 1)).isEqualTo(before.messages());
                long last = small.last(LOBBY);

                Files.delete(filler);

                assertThat(outcomes.store(small, draft("after")).offset()).isEqualTo(last + 1);
                assertThat(small.figures().trouble()).isNull();
            }
        } finally {
            run("umount", disk.toString());
        }
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4_096]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
