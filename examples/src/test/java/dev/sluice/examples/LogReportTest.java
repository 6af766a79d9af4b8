package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ExampleTest
class LogReportTest {
    @Test
    void all_lines_are_counted() throws Exception {
        assertThat(Output.of("log-report"))
                .isEqualTo("100000 requests, 100 failed, 249950000 bytes, 1 unreadable lines\n");
    }

    @Test
    void a_log_can_be_made_and_read(@TempDir Path folder) throws Exception {
        String log = folder.resolve("access.log").toString();

        assertThat(Output.of("log-report", log, "1500")).isEmpty();
        assertThat(Output.of("log-report", log)).startsWith("1500 requests, 1 failed, ");
    }

    @Test
    void lines_of_no_log_are_told_and_an_empty_file_is_nothing(@TempDir Path folder) throws Exception {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path other = Files.writeString(folder.resolve("other"), "one\n\ntwo");

        assertThat(LogReport.read(empty)).isEqualTo(LogReport.Report.NOTHING);
        assertThat(LogReport.read(other).unreadable()).isEqualTo(3);
        assertThatThrownBy(() -> LogReport.read(folder.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
    }
}
