package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(90)
class LiveTest {
    @TempDir
    private Path folder;

    private static String look(int port) throws IOException {
        try (InputStream in =
                URI.create("http://127.0.0.1:" + port + "/look").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void awaitLook(int port, String part) throws IOException {
        while (!look(port).contains(part)) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void shows_connections_rooms_and_what_the_hub_waits_for() throws Exception {
        int port = FreePort.find();
        try (ServerProcess server = ServerProcess.start(folder.resolve("chat.db"), "--live", "" + port);
                HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create(server.address().replace("http:", "ws:") + "ws");
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(address, new WebSocket.Listener() {})
                    .join();
            socket.sendText("{\"type\":\"hello\",\"name\":\"jane\"}", true).join();
            socket.sendText("{\"type\":\"join\",\"room\":\"lobby\"}", true).join();

            awaitLook(port, "[\"connections\",1]");
            awaitLook(port, "[\"lobby\",1]");

            assertThat(look(port))
                    .contains("\"name\":\"Chat\"", "\"name\":\"Rooms\"", "\"name\":\"Slow clients\"", "\"chat inbox\"");
            socket.abort();
        }
    }
}
