package dev.sluice.chat.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.chat.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The most used WebSocket client of another language, beside that of the JDK. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(180)
class NpmClientTest {
    private static final String WS = "ws@8.18.0";

    @TempDir
    Path folder;

    @Test
    void npm_s_ws_and_the_server_understand_each_other() throws IOException, InterruptedException {
        assumeTrue(
                run("npm", "install", "--no-audit", "--no-fund", WS).status == 0,
                "needs node, npm and their registry: apt install nodejs npm");
        try (InputStream script = NpmClientTest.class.getResourceAsStream("npm-ws.mjs")) {
            Files.copy(Objects.requireNonNull(script), folder.resolve("npm-ws.mjs"));
        }

        try (var server = ServerProcess.start(folder.resolve("chat.db"))) {
            Result result = run("node", "npm-ws.mjs", server.address().replace("http", "ws") + "ws");

            assertThat(result.lines)
                    .containsExactly(
                            "extensions \"\"",
                            "welcome npm",
                            "joined npm",
                            "short true true true",
                            "emoji true true true",
                            "quotes true true true",
                            "long true true true",
                            "parts in parts 👍",
                            "nonsense unknown-type",
                            "closed 1000",
                            "binary 1003",
                            "too-long 1009");
            assertThat(result.status).isZero();
        }
    }

    private record Result(int status, List<String> lines) {}

    private Result run(String... command) throws InterruptedException, IOException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException _) {
            return new Result(-1, List.of("there is no " + command[0]));
        }
        List<String> lines = process.inputReader(UTF_8).lines().toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), lines);
    }
}
