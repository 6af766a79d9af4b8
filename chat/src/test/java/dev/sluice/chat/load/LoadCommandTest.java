package dev.sluice.chat.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class LoadCommandTest {
    @TempDir
    static Path folder;

    private static ServerProcess server;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(folder.resolve("chat.db"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void says_what_a_rate_of_messages_costs() {
        int status = run("--clients", "20", "--rooms", "2", "--rate", "100", "--seconds", "1", "--warm-up", "1");

        assertThat(status).isZero();
        assertThat(out.toString())
                .contains("20 clients in 2 rooms")
                .containsPattern("deliveries: [1-9][\\d,]*/s")
                .containsPattern("latency in ms: p50 \\d+\\.\\d\\d, p90 .*, p99 ")
                .containsPattern("acknowledged: [1-9]")
                .contains("errors: 0, connections lost: 0")
                .containsPattern("this client: \\d+\\.\\d\\d processors, \\d+\\.\\d+ µs a delivery");
    }

    @Test
    void keeps_messages_in_flight() {
        int status = run("--clients", "5", "--in-flight", "4", "--seconds", "1", "--warm-up", "0", "--no-acks");

        assertThat(status).isZero();
        assertThat(out.toString())
                .containsPattern("deliveries: [1-9][\\d,]*/s")
                .contains("errors: 0, connections lost: 0")
                .doesNotContain("acknowledged");
    }

    @ParameterizedTest
    @CsvSource({
        "--clients, 0, '--clients must be from 1 to 1000000, was 0'",
        "--rooms, 101, '--rooms must be from 1 to 100, was 101'",
        "--size, 16, '--size must be from 17 to 60000, was 16'",
        "--rate, -1, '--rate must be from 0 to 10000000, was -1.0'"
    })
    void refuses_what_makes_no_sense(String option, String value, String message) {
        assertThat(run(option, value)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    private int run(String... options) {
        var line =
                new CommandLine(new LoadCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] all = new String[options.length + 1];
        all[0] = server.address().replace("http", "ws") + "ws";
        System.arraycopy(options, 0, all, 1, options.length);
        return line.execute(all);
    }
}
