package dev.sluice.thumbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stops real processes in the midst of their work. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class ProcessTest {
    private static final int PHOTOS = 60;

    private Path photos;
    private Path out;

    @BeforeEach
    void folders(@TempDir Path folder) {
        photos = folder.resolve("photos");
        out = folder.resolve("out");
    }

    @Test
    void a_process_that_is_killed_leaves_whole_files_and_the_next_one_goes_on() throws Exception {
        for (int i = 1; i < PHOTOS; i++) {
            FakeBackend.writeJpeg(photos.resolve(i % 7 + "/" + i + ".jpg"), "photo " + i);
        }
        Path endless = FakeBackend.writeJpeg(photos.resolve("0/0.jpg"), ProcessMain.ENDLESS);
        for (int enough : new int[] {1, 10, 25}) {
            Process process = ProcessMain.start(photos, "--out", out, "--workers", 2, "--no-progress");
            awaitThumbnails(enough, process);
            process.destroyForcibly().waitFor();

            for (String name : thumbnails()) {
                assertThat(ProcessMain.isWhole(out.resolve(name))).as(name).isTrue();
            }
        }
        int before = thumbnails().size();
        FakeBackend.writeJpeg(endless, "photo 0");

        Process last = ProcessMain.start(photos, "--out", out, "--no-progress");

        String said = outputOf(last);
        assertThat(last.exitValue()).as(said).isZero();
        assertThat(said)
                .contains(PHOTOS + " photos: " + (PHOTOS - before) + " made, " + before + " up to date, 0 failed");
        assertThat(Trees.files(out)).hasSize(PHOTOS).isEqualTo(thumbnails());
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void a_signal_stops_it_in_order(String signal, int status) throws Exception {
        assumeTrue(!interruptsAreIgnored(), "this process was started so that it and its children ignore SIGINT");
        for (int i = 0; i < 5; i++) {
            FakeBackend.writeJpeg(photos.resolve(i + ".jpg"), "photo " + i);
        }
        FakeBackend.writeJpeg(photos.resolve("endless.jpg"), ProcessMain.ENDLESS);
        Path report = out.resolveSibling("report.json");
        Process process = ProcessMain.start(photos, "--out", out, "--workers", 2, "--report", report);
        awaitThumbnails(5, process);

        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();

        String said = outputOf(process);
        assertThat(process.exitValue()).as(said).isEqualTo(status);
        assertThat(said).contains("Stopped after 5 files.", "5 photos: 5 made, 0 up to date, 0 failed");
        assertThat(Trees.files(out)).containsExactly("0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg");
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.at("/interrupted").asBoolean()).isTrue();
        assertThat(json.at("/ok").asInt()).isEqualTo(5);
        assertThat(Trees.files(report.resolveSibling("."))).noneMatch(name -> name.endsWith(".part"));
    }

    private void awaitThumbnails(int enough, Process process) throws IOException, InterruptedException {
        while (thumbnails().size() < enough) {
            assertThat(process.isAlive()).as("it can't have ended").isTrue();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private List<String> thumbnails() throws IOException {
        return Trees.files(out).stream().filter(name -> name.endsWith(".jpg")).toList();
    }

    private static String outputOf(Process process) throws IOException, InterruptedException {
        process.waitFor();
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
                + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A shell starts what runs in the background so, and so do some build machines. */
    private static boolean interruptsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
    }
}
