package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process: how it starts, and how a signal ends it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(180)
class ServerProcessTest {
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private final BlockingQueue<String> got = new LinkedBlockingQueue<>();

    private Process start(String... javaOptions) throws IOException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(javaOptions));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.chat.Chat",
                "--port",
                "0",
                "--data",
                folder.resolve("chat.db").toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static URI address(Process server) throws IOException {
        BufferedReader out = server.inputReader();
        String line = out.readLine();
        assertThat(line).startsWith("The chat is at http://127.0.0.1:");
        return URI.create(line.substring(line.indexOf("http")).replace("http:", "ws:") + "ws");
    }

    private WebSocket connect(HttpClient http, URI address) throws Exception {
        return http.newWebSocketBuilder()
                .buildAsync(address, new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                        got.add(data.toString());
                        socket.request(1);
                        return null;
                    }

                    @Override
                    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        got.add("closed " + code);
                        return null;
                    }
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void send(WebSocket socket, String json) throws Exception {
        assertThat(socket.sendText(json, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isNotNull();
    }

    private String await(String part) throws InterruptedException {
        for (String next = got.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                next != null;
                next = got.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            if (next.contains(part)) {
                return next;
            }
        }
        throw new AssertionError("nothing came with " + part);
    }

    @Test
    void a_signal_ends_the_server_in_order_and_what_was_acknowledged_is_there_afterwards() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            Process first = start();
            WebSocket jane = connect(http, address(first));
            send(jane, "{\"type\":\"hello\",\"name\":\"jane\"}");
            send(jane, "{\"type\":\"join\",\"room\":\"lobby\"}");
            send(jane, "{\"type\":\"say\",\"room\":\"lobby\",\"content\":\"kept\",\"id\":\"1\"}");
            await("\"type\":\"ack\"");

            first.destroy();

            await("\"code\":\"stopping\"");
            await("closed 1001");
            assertThat(first.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isZero();

            Process second = start();
            WebSocket joe = connect(http, address(second));
            send(joe, "{\"type\":\"hello\",\"name\":\"joe\"}");
            send(joe, "{\"type\":\"join\",\"room\":\"lobby\"}");
            assertThat(await("\"type\":\"joined\"")).contains("\"content\":\"kept\"", "\"offset\":1");
            second.destroyForcibly();
            assertThat(second.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void it_serves_where_the_JVM_keeps_the_signals_for_itself() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            Process server = start("-Xrs");
            WebSocket jane = connect(http, address(server));
            send(jane, "{\"type\":\"hello\",\"name\":\"jane\"}");
            await("\"type\":\"welcome\"");
            server.destroyForcibly();
            assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }
}
