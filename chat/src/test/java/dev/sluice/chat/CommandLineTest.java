package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.auth.Tokens;
import dev.sluice.chat.protocol.ClientMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class CommandLineTest {
    private static final String SECRET = "a secret of more than thirty-two bytes, for tests";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return Chat.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 70000 | --port must be from 0 to 65535, was 70000",
                "--port x | 'x'",
                "--bind 0.0.0.0 | --bind 0.0.0.0 lets other machines in; give --auth-secret-file",
                "--bind :: | --bind :: lets other machines in",
                "--bind no.such.host.invalid | --bind must be an address of this machine, was no.such.host.invalid",
                "--origin example.org | --origin must be a scheme and a host, like https://example.org, was example.org",
                "--origin https://example.org/path | was https://example.org/path",
                "--tls-cert c.pem | --tls-cert and --tls-key belong together",
                "--client-rate -1 | --client-rate must be 0 for no limit, or from 0.1 to 1000000, was -1.0",
                "--max-rooms 0 | --max-rooms must be at least 1, was 0",
                "--keep-days 0 | --keep-days must be at least 1, was 0",
                "--trusted-proxy nginx | --trusted-proxy must be an address, or a network such as 10.0.0.0/8, was nginx",
                "--trusted-proxy 10.0.0.0/33 | was 10.0.0.0/33",
                "--admin a/b | --admin a/b: name must consist of letters",
                "--prot 1 | --prot",
                "token jane | --auth-secret-file",
            })
    void a_wrong_command_line_is_explained(String arguments, String message) {
        assertThat(execute(arguments.split(" ", -1))).isEqualTo(2);

        assertThat(err.toString()).contains(message).contains(" --help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void what_can_t_be_opened_is_explained() throws IOException {
        Path secret = Files.writeString(folder.resolve("short"), "short");

        assertThat(execute("--port", "0", "--no-history", "--auth-secret-file", secret.toString()))
                .isEqualTo(1);
        assertThat(execute("--port", "0", "--no-history", "--auth-secret-file", "/no/such/file"))
                .isEqualTo(1);
        assertThat(execute("--port", "0", "--no-history", "--tls-cert", "/no/cert", "--tls-key", "/no/key"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("must have at least 32 bytes, had 5; make one by: openssl rand")
                .contains("can't read the secret in /no/such/file")
                .contains("can't read /no/cert");
    }

    @Test
    void a_token_is_made_that_lets_its_name_in() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");

        assertThat(execute("token", "Jane", "--auth-secret-file", secret.toString()))
                .isZero();

        var tokens = new Tokens(SECRET.getBytes(StandardCharsets.UTF_8), InstantSource.system());
        var hello = new ClientMessage.Hello("jane", out.toString().strip(), null, null);
        assertThat(tokens.admit(hello).name()).isEqualTo("jane");
    }

    @Test
    void help_has_examples() {
        assertThat(execute("--help")).isZero();

        assertThat(out.toString()).contains("Examples:", "--auth-secret-file", "token");
    }
}
