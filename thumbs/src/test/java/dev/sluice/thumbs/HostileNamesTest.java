package dev.sluice.thumbs;

import static dev.sluice.thumbs.FakeBackend.writeJpeg;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names that are more than names to a terminal, to a reader of lines, or to a command line. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class HostileNamesTest {
    private static final String EVIL = "a\u001b[2J\u001b]0;owned\u0007\nforged.jpg: 100 photos\r\u009b31m.jpg";

    private Path photos;
    private Path out;

    @BeforeEach
    void folders(@TempDir Path folder) {
        photos = folder.resolve("photos");
        out = folder.resolve("out");
    }

    @Test
    void an_error_is_one_line_without_controls() throws IOException {
        writeJpeg(photos.resolve(EVIL), FakeBackend.BROKEN);

        Program program = Program.run(photos, "--out", out);

        assertThat(program.errLines())
                .containsExactly(
                        photos
                                + "/a\\u001b[2J\\u001b]0;owned\\u0007\\nforged.jpg: 100 photos\\r\\u009b31m.jpg: the picture is cut short");
    }

    @Test
    void a_dry_run_lists_it_on_one_line_without_controls() throws IOException {
        writeJpeg(photos.resolve(EVIL), "a");

        Program program = Program.run(photos, "--out", out, "--dry-run");

        assertThat(program.out().lines()).hasSize(2);
        assertThat(program.out().replace("\n", "")).doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void a_command_line_that_makes_no_sense_is_told_without_controls() {
        Program program = Program.run("no\u001b[2Jsuch", "--out", out);

        assertThat(program.err()).contains("no\\u001b[2Jsuch").doesNotContain("\u001b");
    }

    @Test
    void the_output_folder_is_told_without_controls() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");

        Program program = Program.run(photos, "--out", out.resolveSibling("o\u001b[31m"));

        assertThat(program.out()).contains("o\\u001b[31m").doesNotContain("\u001b");
    }

    @Test
    void the_report_has_the_name_as_it_is() throws IOException {
        Path photo = writeJpeg(photos.resolve(EVIL), FakeBackend.BROKEN);
        Path report = out.resolveSibling("report.json");

        Program.run(photos, "--out", out, "--report", report);

        assertThat(new ObjectMapper()
                        .readTree(report.toFile())
                        .at("/failed/0/file")
                        .asText())
                .isEqualTo(photo.toString());
        assertThat(Files.readString(report)).doesNotContain("\u001b");
    }

    @Test
    void json_lines_stay_lines() throws IOException {
        writeJpeg(photos.resolve(EVIL), "a");

        Program program = Program.run(photos, "--out", out, "--json-lines");

        assertThat(program.out().lines())
                .allSatisfy(
                        line -> assertThat(new ObjectMapper().readTree(line)).isNotNull());
        assertThat(program.out()).doesNotContain("\u001b");
    }

    @Test
    void a_photo_that_begins_with_an_at_sign_is_a_photo_and_no_file_of_options() throws IOException {
        Path here = Files.createDirectories(photos);
        Path photo = writeJpeg(here.resolve("@list.txt"), "--force\n--dry-run");

        Program program = Program.run(photo, "--out", out);
        Program relative = Program.run("@nothing.jpg", "--out", out);

        assertThat(program.status()).isZero();
        assertThat(Trees.files(out)).containsExactly("@list.txt.jpg");
        assertThat(relative.status()).isEqualTo(2);
        assertThat(relative.errLines()).first().isEqualTo("there is no such file or folder: @nothing.jpg");
    }

    @Test
    void a_standard_output_that_takes_nothing_is_no_success() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");
        var full = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                },
                true,
                StandardCharsets.UTF_8);

        Program program = new Program(new FakeBackend()).printingTo(full).with(photos, "--out", out);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errLines())
                .containsExactly("standard output takes no more; what was said there is cut short");
    }
}
