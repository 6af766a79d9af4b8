package dev.sluice.thumbs;

import static dev.sluice.thumbs.FakeBackend.writeJpeg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.thumbs.image.ImageException;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Thumbnail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What programs are told, and what is never destroyed by telling them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ReportTest {
    private Path photos;
    private Path out;
    private Path report;

    @BeforeEach
    void folders(@TempDir Path folder) {
        photos = folder.resolve("photos");
        out = folder.resolve("out");
        report = folder.resolve("report.json");
    }

    @Test
    void lists_what_was_made() throws IOException {
        Path photo = writeJpeg(photos.resolve("a.jpg"), "a");

        Program.run(photos, "--out", out, "--size", "10,20", "--report", report);

        JsonNode json = json(Files.readString(report));
        assertThat(json.at("/made/0/file").asText()).isEqualTo(photo.toString());
        assertThat(json.at("/made/0/thumbnails").valueStream().map(JsonNode::asText))
                .containsExactly(
                        out.resolve("10/a.jpg").toString(),
                        out.resolve("20/a.jpg").toString());
        assertThat(json.at("/complete").asBoolean()).isTrue();
        assertThat(json.at("/stopped").isNull()).isTrue();
        assertThat(json.at("/notDone").asInt()).isZero();
    }

    @Test
    void says_which_thumbnails_are_made_of_a_preview() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");
        writeJpeg(photos.resolve("b.jpg"), FakeBackend.PREVIEW);

        Program program = Program.run(photos, "--out", out, "--report", report, "--json-lines");

        for (JsonNode made : json(Files.readString(report)).at("/made")) {
            boolean preview = made.at("/file").asText().endsWith("b.jpg");
            assertThat(made.at("/ofPreview").asBoolean()).isEqualTo(preview);
        }
        assertThat(program.out().lines().filter(line -> line.contains("ofPreview")))
                .hasSize(1)
                .allMatch(line -> line.contains("b.jpg"));
    }

    @Test
    void a_dry_run_lists_what_would_be_made() throws IOException {
        Path photo = writeJpeg(photos.resolve("a.jpg"), "a");

        Program.run(photos, "--out", out, "--dry-run", "--report", report);

        JsonNode json = json(Files.readString(report));
        assertThat(json.at("/planned/0/file").asText()).isEqualTo(photo.toString());
        assertThat(json.has("made")).isFalse();
    }

    @Test
    void a_photo_is_never_replaced_by_a_report() throws IOException {
        Path photo = writeJpeg(photos.resolve("a.jpg"), "a");
        byte[] before = Files.readAllBytes(photo);

        Program program = Program.run(photos, "--out", out, "--report", photo);

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.errLines())
                .containsExactly(photo + ": the report can't be written: the file exists and isn't a report of this"
                        + " program; name another one with --report");
        assertThat(photo).hasBinaryContent(before);
        assertThat(Trees.files(photos)).containsExactly("a.jpg");
        assertThat(out).doesNotExist();
    }

    @Test
    void an_earlier_report_and_an_empty_file_are_replaced() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");
        Files.createFile(report);

        assertThat(Program.run(photos, "--out", out, "--report", report).status())
                .isZero();
        assertThat(Program.run(photos, "--out", out, "--report", report).status())
                .isZero();

        assertThat(json(Files.readString(report)).at("/skipped").asInt()).isEqualTo(1);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_link_stays_a_link() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");
        Files.createFile(report);
        Path link = Files.createSymbolicLink(report.resolveSibling("link"), report);

        assertThat(Program.run(photos, "--out", out, "--report", link).status()).isZero();

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(json(Files.readString(report)).at("/ok").asInt()).isEqualTo(1);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_pipe_is_written_as_it_is() throws Exception {
        writeJpeg(photos.resolve("a.jpg"), "a");
        Path pipe = report.resolveSibling("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        var read = CompletableFuture.supplyAsync(() -> text(pipe));

        assertThat(Program.run(photos, "--out", out, "--report", pipe).status()).isZero();

        assertThat(json(read.get()).at("/ok").asInt()).isEqualTo(1);
        assertThat(Files.readAttributes(pipe, "isOther")).containsEntry("isOther", true);
    }

    @Test
    void a_device_is_written_as_it_is() throws IOException {
        Path device = Path.of("/dev/full");
        assumeTrue(Files.exists(device), "needs /dev/full, which Linux has");
        writeJpeg(photos.resolve("a.jpg"), "a");

        Program program = Program.run(photos, "--out", out, "--report", device);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errLines())
                .containsExactly("/dev/full: the report can't be written: No space left on device");
        assertThat(Files.isRegularFile(device, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(Trees.files(out)).containsExactly("a.jpg");
    }

    @Test
    void says_why_a_run_stopped_and_what_is_not_done() throws IOException {
        for (int i = 0; i < 20; i++) {
            writeJpeg(photos.resolve(i + ".jpg"), "photo " + i);
        }
        var backend = new FakeBackend() {
            @Override
            public List<Thumbnail> thumbnails(Path photo, Spec spec)
                    throws ImageException, IOException, InterruptedException {
                if (Files.isDirectory(out) && Trees.files(out).stream().anyMatch(name -> name.endsWith(".jpg"))) {
                    Files.move(out, out.resolveSibling("moved"));
                    Files.createFile(out);
                }
                return super.thumbnails(photo, spec);
            }
        };

        Program program = new Program(backend).with(photos, "--out", out, "--workers", 1, "--report", report);

        assertThat(program.status()).isEqualTo(1);
        JsonNode json = json(Files.readString(report));
        int made = json.at("/ok").asInt();
        assertThat(made).isBetween(1, 19);
        assertThat(json.at("/made")).hasSize(made);
        assertThat(json.at("/complete").asBoolean()).isFalse();
        assertThat(json.at("/stopped").asText()).startsWith(out + ": the output folder takes no files: ");
        assertThat(json.at("/notDone").asInt()).isEqualTo(20 - made);
        assertThat(program.out()).contains(20 - made + " files not done");
    }

    @Test
    void json_lines_say_what_happens_and_nothing_else_is_on_standard_output() throws IOException {
        Path photo = writeJpeg(photos.resolve("a.jpg"), "a");
        Path broken = writeJpeg(photos.resolve("b.jpg"), FakeBackend.BROKEN);

        Program program = Program.run(photos, "--out", out, "--json-lines");

        List<JsonNode> lines = program.out().lines().map(ReportTest::json).toList();
        assertThat(lines)
                .filteredOn(line -> event(line).equals("made"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.at("/file").asText()).isEqualTo(photo.toString());
                    assertThat(line.at("/thumbnails/0").asText())
                            .isEqualTo(out.resolve("a.jpg").toString());
                });
        assertThat(lines)
                .filteredOn(line -> event(line).equals("failed"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.at("/file").asText()).isEqualTo(broken.toString());
                    assertThat(line.at("/error").asText()).isEqualTo("the picture is cut short");
                });
        JsonNode end = lines.getLast();
        assertThat(event(end)).isEqualTo("end");
        assertThat(end.at("/made").asInt()).isEqualTo(1);
        assertThat(end.at("/failed").asInt()).isEqualTo(1);
        assertThat(end.at("/complete").asBoolean()).isTrue();
        assertThat(end.at("/stages").findValuesAsText("name")).containsExactly("list", "inspect", "make", "store");
        assertThat(program.err()).contains("2 photos: 1 made, 0 up to date, 1 failed");
    }

    @Test
    void a_second_run_says_as_json_lines_what_is_up_to_date() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");
        Program.run(photos, "--out", out);

        Program program = Program.run(photos, "--out", out, "--json-lines");

        assertThat(program.out().lines().map(ReportTest::json).map(ReportTest::event))
                .contains("upToDate", "end");
    }

    private static String event(JsonNode line) {
        return line.at("/event").asText();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
