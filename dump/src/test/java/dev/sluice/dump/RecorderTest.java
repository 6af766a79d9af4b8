package dev.sluice.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Records JVMs that are started for it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class RecorderTest {
    private static final String MBEAN = "-Dsluice.mbean=true";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Recorder.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    /** Records until enough has happened, which takes longer on a busy machine. */
    private void recordUntilReported(String pid, String... reported) {
        do {
            assertThat(run(pid, "--seconds", "1", "--out", recording().toString()))
                    .as(() -> err.toString())
                    .isZero();
        } while (!Stream.of(reported).allMatch(out.toString()::contains));
    }

    private Path recording() {
        return folder.resolve("market.jfr");
    }

    @Test
    void says_where_goroutines_waited_and_what_went_wrong() throws Exception {
        try (Program market = Program.start(Market.class, MBEAN)) {
            recordUntilReported(
                    market.pid(),
                    "send channel orders",
                    "receive channel returns",
                    "go on)",
                    "the van has broken down",
                    "market/desk, started at Market.main(Market.java:");
        }

        String report = out.toString();
        assertThat(report)
                .startsWith(Market.class.getName() + " (process ")
                .containsPattern("(?m)^ [█·]{10} +\\d+ % .* 1  send channel orders +Market.lambda\\$main\\$\\d:\\d+$")
                .containsPattern(
                        "(?m)^ .* +1  market/customer, started at Market.main\\(Market.java:\\d+\\) +send channel orders$")
                .containsPattern("(?m)^cancellations$")
                .containsPattern(
                        "(?m)^ +\\d+ +\\d+  java.lang.IllegalStateException: the van has broken down  in market/boss/deliveries/van$")
                .containsPattern("(?m)^failures$")
                .containsPattern("ends of goroutines: .*\\d+ failed")
                .contains("The recording is in " + recording());
        assertThat(err.toString()).startsWith("sluice: recording " + Market.class.getName() + " (process ");

        assertThat(run(recording().toString())).isZero();
        assertThat(out.toString())
                .startsWith("market.jfr, ")
                .contains("send channel orders", "the van has broken down");
    }

    @Test
    void a_program_without_the_mbean_is_recorded_too() throws Exception {
        try (Program market = Program.start(Market.class)) {
            recordUntilReported(market.pid(), "send channel orders", "market/customer");

            assertThat(out.toString()).doesNotContain("go on)");
        }
    }

    @Test
    void the_end_of_the_program_is_told_at_once() throws Exception {
        Program market = Program.start(Market.class, MBEAN);
        var recording = new FutureTask<>(() -> run(market.pid(), "--seconds", "3600"));
        Thread.ofPlatform().daemon().start(recording);
        while (!err.toString().contains("recording")) {
            LockSupport.parkNanos(10_000_000);
        }

        market.end();

        assertThat(recording.get()).isEqualTo(1);
        assertThat(err.toString()).contains("-XX:StartFlightRecording:filename=FILE");
    }

    @Test
    void a_file_that_cant_be_written_is_told_before_anything_is_recorded() throws Exception {
        Path file = folder.resolve("missing").resolve("market.jfr");
        try (Program shop = Program.shop(MBEAN)) {
            assertThat(run(shop.pid(), "--seconds", "3600", "--out", file.toString()))
                    .isEqualTo(1);
        }

        assertThat(err.toString()).startsWith("sluice: --out must be a file that can be written, was " + file + ": ");
    }

    @Test
    void a_file_that_is_no_recording_is_told() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "nothing was recorded");

        assertThat(run(file.toString())).isEqualTo(1);

        assertThat(err.toString())
                .startsWith("sluice: " + file + " can't be read as a recording of the Flight Recorder: ");
    }

    @ParameterizedTest
    @CsvSource({
        "nothing.jfr, 'PID|FILE must be a process or a file that can be read, was nothing.jfr'",
        "5 --seconds 0, '--seconds must be from 1 to 3600, was 0'",
        "5 --threshold -1, '--threshold must be from 0 to 60000, was -1.0'",
        "5 --rows 0, '--rows must be at least 1, was 0'"
    })
    void wrong_arguments_are_told(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString()).isEqualTo("sluice: " + message + "\nTry: ./sluice record --help\n");
    }

    @Test
    void a_process_that_has_ended_is_told() throws Exception {
        Program shop = Program.shop();
        shop.end();

        assertThat(run(shop.pid())).isEqualTo(1);

        assertThat(err.toString()).isEqualTo("sluice: there is no process " + shop.pid() + "\n");
    }
}
