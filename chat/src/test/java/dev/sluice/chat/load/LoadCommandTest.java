package dev.sluice.chat.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.SelfSigned;
import dev.sluice.chat.ServerProcess;
import dev.sluice.chat.ServerTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class LoadCommandTest extends ServerTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

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

    @Test
    void encrypted_and_with_tokens() throws Exception {
        SelfSigned files = SelfSigned.write(folder, "load");
        Path secret = Files.writeString(folder.resolve("secret"), "a secret of more than thirty-two bytes, for tests");
        try (var encrypted = ServerProcess.start(
                folder.resolve("encrypted.db"),
                "--tls-cert",
                files.certificate().toString(),
                "--tls-key",
                files.key().toString(),
                "--auth-secret-file",
                secret.toString())) {
            List<String> load = List.of(
                    encrypted.address().replace("https", "wss") + "ws",
                    "--clients=5",
                    "--rate=50",
                    "--seconds=1",
                    "--warm-up=0",
                    "--auth-secret-file=" + secret);
            var trusting = new ArrayList<>(load);
            trusting.add("--tls-ca=" + files.certificate());
            var careless = new ArrayList<>(load);
            careless.add("--insecure");

            assertThat(execute(trusting)).as(err.toString()).isZero();
            assertThat(execute(careless)).as(err.toString()).isZero();
            assertThat(out.toString()).containsPattern("deliveries: [1-9]").contains("errors: 0, connections lost: 0");
            assertThat(execute(load)).isEqualTo(1);
            assertThat(err.toString()).contains("PKIX path building failed");
        }
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
        var all = new ArrayList<>(List.of(server.address().replace("http", "ws") + "ws"));
        all.addAll(List.of(options));
        return execute(all);
    }

    private int execute(List<String> arguments) {
        return new CommandLine(new LoadCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }
}
