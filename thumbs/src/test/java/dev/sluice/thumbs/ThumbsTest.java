package dev.sluice.thumbs;

import static dev.sluice.thumbs.FakeBackend.writeJpeg;
import static dev.sluice.thumbs.FakeBackend.writePng;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.thumbs.image.ImageException;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Thumbnail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class ThumbsTest {
    private Path photos;
    private Path out;

    @BeforeEach
    void folders(@TempDir Path folder) {
        photos = folder.resolve("my photos");
        out = folder.resolve("out");
    }

    @Test
    void keeps_the_tree() throws IOException {
        writeJpeg(photos.resolve("2024/a.jpg"), "a");
        writeJpeg(photos.resolve("2024/may/b.JPG"), "b");
        writePng(photos.resolve("c.png"), "c");
        writeJpeg(photos.resolve("named-wrong.png"), "d");

        Program program = Program.run(photos, "--out", out);

        assertThat(program.status()).isZero();
        assertThat(program.err()).isEmpty();
        assertThat(program.out()).startsWith("4 photos: 4 made, 0 up to date, 0 failed");
        assertThat(Trees.files(out))
                .containsExactly("2024/a.jpg", "2024/may/b.JPG", "c.png.jpg", "named-wrong.png.jpg");
    }

    @Test
    void several_sizes_go_to_a_tree_each() throws IOException {
        writeJpeg(photos.resolve("sub/a.jpg"), "a");

        Program.run(photos, "--out", out, "--size", "256,1024,256");

        assertThat(Trees.files(out)).containsExactly("1024/sub/a.jpg", "256/sub/a.jpg");
        assertThat(Files.readString(out.resolve("256/sub/a.jpg"), StandardCharsets.ISO_8859_1))
                .contains("a@256");
    }

    @Test
    void a_second_run_skips_all_and_one_with_force_makes_all() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");
        writePng(photos.resolve("b.png"), "b");
        Program.run(photos, "--out", out);

        assertThat(Program.run(photos, "--out", out).out()).startsWith("2 photos: 0 made, 2 up to date, 0 failed");
        assertThat(Program.run(photos, "--out", out, "--force").out())
                .startsWith("2 photos: 2 made, 0 up to date, 0 failed");
        assertThat(Program.run(photos, "--out", out, "--quality", 81).out())
                .startsWith("2 photos: 2 made, 0 up to date, 0 failed");
    }

    @Test
    void a_bad_file_is_one_line_and_the_others_go_on() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");
        writeJpeg(photos.resolve("b.jpg"), FakeBackend.BROKEN);
        writeJpeg(photos.resolve("c.jpg"), "bug");
        FakeBackend.write(photos.resolve("d.jpg"), new byte[0]);
        FakeBackend.write(photos.resolve("e.png"), "text".getBytes(StandardCharsets.UTF_8));
        FakeBackend.write(photos.resolve("notes.txt"), "text".getBytes(StandardCharsets.UTF_8));

        Program program = Program.run(photos, "--out", out);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errLines())
                .containsExactlyInAnyOrder(
                        photos.resolve("b.jpg") + ": the picture is cut short",
                        photos.resolve("c.jpg") + ": the decoder failed: IllegalStateException: a bug in the decoder",
                        photos.resolve("d.jpg") + ": the file is empty",
                        photos.resolve("e.png") + ": not an image, though its name says PNG");
        assertThat(program.out()).startsWith("5 photos: 1 made, 0 up to date, 4 failed");
        assertThat(Trees.files(out)).containsExactly("a.jpg");
    }

    @Test
    void a_file_without_an_image_name_counts_by_its_content() throws IOException {
        writePng(photos.resolve("scan"), "a");

        Program.run(photos, "--out", out);

        assertThat(Trees.files(out)).containsExactly("scan.jpg");
    }

    @Test
    void a_file_that_is_named_directly_must_be_an_image() throws IOException {
        Path notes = FakeBackend.write(photos.resolve("notes.txt"), "text".getBytes(StandardCharsets.UTF_8));
        Path photo = writeJpeg(photos.resolve("deep/down/a.jpg"), "a");

        Program program = Program.run(notes, photo, "--out", out);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errLines()).containsExactly(notes + ": not an image of a known format");
        assertThat(Trees.files(out)).containsExactly("a.jpg");
    }

    @Test
    void reads_a_list_on_standard_input() throws IOException {
        Path photo = writeJpeg(photos.resolve("a.jpg"), "a");
        writeJpeg(photos.resolve("sub/b.jpg"), "b");
        Path gone = photos.resolve("gone.jpg");

        Program program = new Program(new FakeBackend())
                .input(photo + "\n\n" + gone + "\n" + photos.resolve("sub"))
                .with("-", "--out", out);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errLines()).containsExactly(gone + ": there is no such file (any more)");
        assertThat(Trees.files(out)).containsExactly("a.jpg", "b.jpg");
    }

    @Test
    void an_output_folder_inside_the_input_is_not_input() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");
        Path inside = photos.resolve("small");
        Program.run(photos, "--out", inside);

        Program program = Program.run(photos, "--out", inside);

        assertThat(program.out()).startsWith("1 photo: 0 made, 1 up to date");
        assertThat(Trees.files(inside)).containsExactly("a.jpg");
    }

    @Test
    void the_second_of_two_photos_for_one_place_fails_every_time() throws IOException {
        Path first = writeJpeg(photos.resolve("x/a.jpg"), "first x");
        Path second = writeJpeg(photos.resolve("y/a.jpg"), "second photo y");

        for (String[] option : new String[][] {{}, {}, {"--force"}}) {
            Program program = new Program(new FakeBackend())
                    .with(
                            option.length == 0
                                    ? new Object[] {first, second, "--out", out}
                                    : new Object[] {first, second, "--out", out, option[0]});

            assertThat(program.status()).isEqualTo(1);
            assertThat(program.errLines()).singleElement().asString().startsWith(second + ": ");
            assertThat(Files.readString(out.resolve("a.jpg"), StandardCharsets.ISO_8859_1))
                    .contains("x@256");
        }
    }

    @Test
    void a_photo_that_is_named_twice_is_made_once() throws IOException {
        Path photo = writeJpeg(photos.resolve("a.jpg"), "a");

        Program program = Program.run(photo, photos, "--out", out, "--force");

        assertThat(program.status()).isZero();
        assertThat(program.out()).startsWith("2 photos: 1 made, 1 up to date, 0 failed");
    }

    @Test
    void a_dry_run_lists_and_writes_nothing() throws IOException {
        Path photo = writePng(photos.resolve("a.png"), "a");

        Program program = Program.run(photos, "--out", out, "--dry-run");

        assertThat(program.status()).isZero();
        assertThat(program.out().lines().toList()).first().isEqualTo(photo + " -> " + out.resolve("a.png.jpg"));
        assertThat(program.out()).contains("1 photo: 1 to make, 0 up to date");
        assertThat(out).doesNotExist();
    }

    @Test
    void the_report_says_what_was_done() throws IOException {
        Path photo = writeJpeg(photos.resolve("a.jpg"), "a");
        Path broken = writeJpeg(photos.resolve("b.jpg"), FakeBackend.BROKEN);
        Path report = out.resolveSibling("report.json");

        Program.run(photos, "--out", out, "--report", report, "--workers", 3);

        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.at("/files").asInt()).isEqualTo(2);
        assertThat(json.at("/ok").asInt()).isEqualTo(1);
        assertThat(json.at("/skipped").asInt()).isZero();
        assertThat(json.at("/failed/0/file").asText()).isEqualTo(broken.toString());
        assertThat(json.at("/failed/0/error").asText()).isEqualTo("the picture is cut short");
        assertThat(json.at("/bytesIn").asLong()).isEqualTo(Files.size(photo));
        assertThat(json.at("/bytesOut").asLong()).isEqualTo(Files.size(out.resolve("a.jpg")));
        assertThat(json.at("/seconds").isNumber()).isTrue();
        assertThat(json.at("/interrupted").asBoolean()).isFalse();
        assertThat(json.at("/stages").findValuesAsText("name")).containsExactly("list", "inspect", "make", "store");
        assertThat(json.at("/stages/2/workers").asInt()).isEqualTo(3);
        assertThat(json.at("/stages/2/in").asInt()).isEqualTo(2);
        assertThat(json.at("/stages/2/out").asInt()).isEqualTo(1);
        assertThat(json.at("/stages/2/failed").asInt()).isEqualTo(1);
        assertThat(Trees.files(photos.resolveSibling("."))).noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void an_output_folder_that_is_a_file_stops_at_once() throws IOException {
        writeJpeg(photos.resolve("a.jpg"), "a");
        Files.writeString(out, "a file");

        Program program = Program.run(photos, "--out", out);

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.errLines())
                .singleElement()
                .asString()
                .startsWith(out + ": can't be the output folder: a file stands where a folder is needed");
    }

    @Test
    void the_output_folder_must_not_be_the_input() throws IOException {
        Path photo = writeJpeg(photos.resolve("a.jpg"), "a");
        byte[] before = Files.readAllBytes(photo);

        assertThat(Program.run(photos, "--out", photos).status()).isEqualTo(2);
        assertThat(Program.run(photo, "--out", photos, "--force").status()).isEqualTo(1);
        assertThat(photo).hasBinaryContent(before);
    }

    @Test
    void a_file_where_a_folder_is_needed_fails_one_photo() throws IOException {
        writeJpeg(photos.resolve("sub/a.jpg"), "a");
        writeJpeg(photos.resolve("b.jpg"), "b");
        FakeBackend.write(out.resolve("sub"), "in the way".getBytes(StandardCharsets.UTF_8));

        Program program = Program.run(photos, "--out", out);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errLines())
                .containsExactly(photos.resolve("sub/a.jpg") + ": a file stands where a folder is needed");
        assertThat(Trees.files(out)).containsExactly("b.jpg", "sub");
    }

    @Test
    void an_output_folder_that_goes_away_stops_the_run_with_one_line() throws IOException {
        for (int i = 0; i < 20; i++) {
            writeJpeg(photos.resolve(i + ".jpg"), "photo " + i);
        }
        var calls = new AtomicInteger();
        var backend = new FakeBackend() {
            @Override
            public List<Thumbnail> thumbnails(Path photo, Spec spec)
                    throws ImageException, IOException, InterruptedException {
                if (calls.incrementAndGet() == 2) {
                    replaceOutByFile();
                }
                return super.thumbnails(photo, spec);
            }
        };

        Program program = new Program(backend).with(photos, "--out", out, "--workers", 1);

        assertThat(program.status()).isEqualTo(1);
        assertThat(program.errLines())
                .singleElement()
                .asString()
                .startsWith(out + ": the output folder takes no files: ");
        assertThat(program.out()).startsWith("1 photo: 1 made");
    }

    @Test
    void a_folder_without_photos_is_no_error() throws IOException {
        FakeBackend.write(photos.resolve("notes.txt"), "text".getBytes(StandardCharsets.UTF_8));

        Program program = Program.run(photos, "--out", out);

        assertThat(program.status()).isZero();
        assertThat(program.out()).startsWith("No photos found among 1 file.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --out o                           | Missing required parameter: 'INPUT'
            .                                 | Missing required option: '--out=DIR'
            . --out o --size 0                | Invalid value for option '--size' (PIXELS): size must be from 1 to 16384, was 0
            . --out o --size big              | Invalid value for option '--size' (PIXELS): size must be a number of pixels as in 256 or 800x600, was big
            . --out o --quality 101           | --quality must be from 1 to 100, was 101
            . --out o --workers 0             | --workers must be auto, or a number from 1 to 999, was 0
            . --out o --timeout-per-image 0   | --timeout-per-image must be from 1 to 86400 seconds, was 0
            . --out o --workers many          | --workers must be auto, or a number from 1 to 999, was many
            . --out o --max-pixels -1         | --max-pixels must be at least 1, was -1
            . --out o --colour                | Unknown option: '--colour'
            nowhere gone --out o              | there is no such file or folder: nowhere, gone
            . --out o --report no/such/r.json | no/such/r.json: the report can't be written: there is no such file (any more)
            """)
    void a_command_that_makes_no_sense_says_why(String arguments, String reason) {
        Program program = Program.run((Object[]) arguments.split(" "));

        assertThat(program.status()).isEqualTo(2);
        assertThat(program.errLines()).first().isEqualTo(reason);
        assertThat(Path.of("o")).doesNotExist();
    }

    @Test
    void help_has_examples() {
        Program program = Program.run("--help");

        assertThat(program.status()).isZero();
        assertThat(program.out()).contains("sluice thumbs photos --out small");
        assertThat(Program.run("--version").out()).startsWith("sluice thumbs ");
    }

    private void replaceOutByFile() throws IOException {
        while (Trees.files(out).stream().noneMatch(name -> name.endsWith(".jpg"))) {
            Thread.onSpinWait();
        }
        Files.move(out, out.resolveSibling("moved"));
        Files.createFile(out);
    }
}
