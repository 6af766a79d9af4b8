package dev.sluice.remote;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.function.CheckedRunnable;
import dev.sluice.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that can't be used, and what is said of them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class ServerTest {
    // Fault 15

    @ParameterizedTest
    @ValueSource(strings = {"2.8.4", "1.4.1", "2.8.99-beta", "unknown"})
    void an_older_server_is_refused_with_what_it_lacks(String version) throws Exception {
        try (var door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greet(door, version));

            assertThatThrownBy(() -> Cluster.at("nats://127.0.0.1:" + door.getLocalPort())
                            .connect())
                    .isInstanceOf(UnsupportedServerException.class)
                    .hasMessageContaining("has version " + version + ", and 2.9 or newer is needed; upgrade it");
        }
    }

    /** Speaks as much of the protocol as connecting takes. */
    private static void greet(ServerSocket door, String version) {
        try (Socket socket = door.accept()) {
            String info = "INFO {\"server_id\":\"x\",\"version\":\"%s\",\"host\":\"127.0.0.1\",\"port\":4222,"
                            .formatted(version)
                    + "\"headers\":true,\"jetstream\":true,\"max_payload\":1048576,\"proto\":1}\r\n";
            socket.getOutputStream().write(info.getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[4096];
            for (int n; (n = socket.getInputStream().read(buffer)) > 0; ) {
                if (new String(buffer, 0, n, StandardCharsets.US_ASCII).contains("PING")) {
                    socket.getOutputStream().write("PONG\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }

    @Test
    void a_server_without_jetstream_is_refused_with_the_option_that_it_needs(@TempDir Path folder) throws Exception {
        Servers.requireInstalled();
        int port = Servers.freePort();
        Process process = new ProcessBuilder(
                        LocalServer.installed().orElseThrow().toString(), "-a", "127.0.0.1", "-p", "" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            Eventually.becomes(() -> listens(port));
            assertThatThrownBy(() -> Cluster.at("nats://127.0.0.1:" + port).connect())
                    .isInstanceOf(UnsupportedServerException.class)
                    .hasMessageContaining("runs without JetStream; start it with the option -js");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static boolean listens(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void where_no_server_is_the_message_says_how_to_get_one() throws Exception {
        int port = Servers.freePort();

        assertThatThrownBy(() -> Cluster.at("nats://127.0.0.1:" + port).connect())
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("no NATS server can be reached at nats://127.0.0.1:" + port)
                .hasMessageContaining("apt install nats-server");
    }

    // Fault 14

    @Test
    void a_server_whose_store_is_full_refuses_a_value_and_takes_it_when_there_is_room(@TempDir Path folder)
            throws Exception {
        Servers.requireInstalled();
        int port = Servers.freePort();
        try (var server = LocalServer.start(
                        folder, port, "jetstream { store_dir: \"" + folder + "/small\", max_file_store: 300000 }");
                var cluster = Cluster.at(server.address()).connect()) {
            RemoteChannel<byte[]> channel = cluster.channel("large", Codec.bytes(), RemoteChannelOptions.capacity(100));

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            channel.send(new byte[50_000]);
                        }
                    })
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("channel large takes no more");
            Delivery<byte[]> first = channel.receive();
            first.ack();
            Eventually.becomes(() -> isTaken(channel));
        }
    }

    private static boolean isTaken(RemoteChannel<byte[]> channel) {
        try {
            channel.send(new byte[1000], "small");
            return true;
        } catch (RemoteException _) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void while_the_server_is_away_operations_wait_for_as_long_as_their_context_lets_them(@TempDir Path folder)
            throws Exception {
        try (var server = Servers.start(folder);
                var cluster = Cluster.at(server.address()).connect()) {
            RemoteChannel<String> channel = cluster.channel("jobs", Codec.text(), RemoteChannelOptions.capacity(10));
            server.process().destroyForcibly().waitFor();

            List<CheckedRunnable<InterruptedException>> waits = List.of(
                    () -> channel.send("a"), channel::receive, channel::length, channel::drained, channel::close);
            for (var wait : waits) {
                try (var context = Context.current().withTimeout(Duration.ofMillis(300))) {
                    assertThatThrownBy(() -> context.run(wait)).isInstanceOf(ContextCancelledException.class);
                }
            }

            server.restart();
            channel.send("after that");
            Delivery<String> delivery = channel.receive();
            delivery.ack();
        }
    }
}
