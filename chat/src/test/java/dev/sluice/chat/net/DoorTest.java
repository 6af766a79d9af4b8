package dev.sluice.chat.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.auth.Limits;
import dev.sluice.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What there is to get by HTTP, who may connect, how many, and how the end looks. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class DoorTest {
    private static HttpResponse<String> get(TestServer server, String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void the_page_comes_with_a_policy_that_forbids_what_isn_t_its_own() throws Exception {
        try (var server = TestServer.start()) {
            HttpResponse<String> page = get(server, "/");

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
            assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/healthz,200",
        "/readyz,200",
        "/metrics,200",
        "/../Chat.class,404",
        "/page/,404",
        "/%2e%2e/x.js,404",
        "/x.js,404"
    })
    void paths_have_these_answers(String path, int status) throws Exception {
        try (var server = TestServer.start();
                var client = new RawClient(server.port)) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

            assertThat(client.head()).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nLong: %s\r\n\r\n"})
    void requests_that_are_too_long_are_refused(String request) throws Exception {
        try (var server = TestServer.start();
                var client = new RawClient(server.port)) {
            client.send(request.formatted("x".repeat(9000)));

            assertThat(client.head()).startsWith("HTTP/1.1 4");
        }
    }

    @Test
    void a_request_with_a_body_is_refused() throws Exception {
        try (var server = TestServer.start();
                var client = new RawClient(server.port)) {
            client.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n");

            assertThat(client.head()).startsWith("HTTP/1.1 413 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:PORT, 101",
        "https://friend.example, 101",
        "HTTPS://FRIEND.EXAMPLE, 101",
        "http://friend.example, 403",
        "https://evil.example, 403",
        "http://127.0.0.1:1, 403",
        "null, 403",
        "http://127.0.0.1:PORT.evil.example, 403",
    })
    void pages_connect_only_from_the_same_host_or_from_the_list(String origin, int status) throws Exception {
        try (var server = TestServer.start();
                var client = new RawClient(server.port)) {
            String from = origin.replace("PORT", String.valueOf(server.port));

            assertThat(client.handshake(server.port, "Origin: " + from)).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void a_page_whose_own_name_leads_to_this_machine_is_refused() throws Exception {
        try (var server = TestServer.start();
                var client = new RawClient(server.port)) {
            client.request("GET /ws HTTP/1.1|Host: evil.example|Origin: http://evil.example|Upgrade: websocket|"
                    + "Connection: Upgrade|" + RawClient.KEY);

            assertThat(client.head()).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void connections_above_the_limit_are_told_so_and_there_is_room_again_later() throws Exception {
        try (var server = TestServer.start(
                        TestServer.NO_RATES,
                        TestServer.PATIENT,
                        usual -> new NetOptions(
                                usual.address(),
                                0,
                                usual.origins(),
                                usual.proxies(),
                                true,
                                2,
                                2,
                                usual.outboxBytes(),
                                usual.sendBufferBytes(),
                                usual.times()));
                RawClient first = RawClient.open(server.port);
                RawClient second = RawClient.open(server.port)) {
            try (var third = new RawClient(server.port)) {
                assertThat(third.handshake(server.port)).startsWith("HTTP/1.1 503 ");
            }
            second.disconnect();
            Eventually.becomes(() -> connections(server) == 1);
            RawClient.open(server.port).close();
            assertThat(first).isNotNull();
        }
    }

    private static double connections(TestServer server) {
        return server.registry.get("chat.connections").gauge().value();
    }

    private static TestServer behindProxies(String... proxies) throws IOException {
        return TestServer.start(
                TestServer.NO_RATES,
                TestServer.PATIENT,
                usual -> new NetOptions(
                        usual.address(),
                        0,
                        usual.origins(),
                        Proxies.of(List.of(proxies)),
                        true,
                        100,
                        2,
                        usual.outboxBytes(),
                        usual.sendBufferBytes(),
                        usual.times()));
    }

    private static String from(TestServer server, RawClient client, String forwarded) throws IOException {
        return client.handshake(server.port, "X-Forwarded-For: " + forwarded).split(" ", 3)[1];
    }

    @Test
    void clients_of_a_trusted_proxy_are_counted_by_the_address_that_it_says() throws Exception {
        try (var server = behindProxies("127.0.0.0/8", "10.0.0.0/8");
                var first = new RawClient(server.port);
                var second = new RawClient(server.port);
                var third = new RawClient(server.port);
                var fourth = new RawClient(server.port)) {
            assertThat(from(server, first, "203.0.113.7")).isEqualTo("101");
            assertThat(from(server, second, "203.0.113.7:4711, 10.1.2.3")).isEqualTo("101");

            assertThat(from(server, third, "198.51.100.1, 203.0.113.7")).isEqualTo("429");
            assertThat(from(server, fourth, "203.0.113.8")).isEqualTo("101");
            first.disconnect();
            Eventually.becomes(() -> connections(server) == 2);
            try (var fifth = new RawClient(server.port)) {
                assertThat(from(server, fifth, "203.0.113.7")).isEqualTo("101");
            }
        }
    }

    @Test
    void what_others_say_of_their_address_doesn_t_count() throws Exception {
        try (var server = behindProxies("10.0.0.0/8");
                var first = new RawClient(server.port);
                var second = new RawClient(server.port);
                var third = new RawClient(server.port)) {
            for (RawClient client : List.of(first, second, third)) {
                assertThat(from(server, client, "203.0.113.7")).isEqualTo("101");
            }
        }
    }

    @Test
    void too_many_messages_are_errors_and_three_seconds_of_them_the_end() throws Exception {
        try (var server = TestServer.start(new Limits.Rates(5, 0, 0, 50), TestServer.PATIENT);
                RawClient client = RawClient.hello(server.port, "jane")) {
            var flood = Thread.ofVirtual().start(() -> flood(client));

            assertThat(client.await("error"))
                    .contains("\"code\":\"rate-limited\"", "\"request\":\"ping\"", "\"retryMillis\":1000");
            assertThat(client.await("bye")).contains("\"code\":\"flooding\"");
            assertThat(client.closeCode()).isEqualTo(1008);
            flood.join();
        }
    }

    private static void flood(RawClient client) {
        try {
            for (; ; ) {
                client.say("{\"type\":\"ping\"}");
                Thread.sleep(Duration.ofMillis(5));
            }
        } catch (IOException | InterruptedException _) {
            // it was sent away
        }
    }

    @Test
    void unknown_types_and_fields_are_errors_and_the_connection_stays() throws Exception {
        try (var server = TestServer.start();
                RawClient client = RawClient.hello(server.port, "jane")) {
            assertThat(client.say("{\"type\":\"dance\"}").await("error")).contains("\"unknown-type\"");
            assertThat(client.say("{\"type\":\"ping\",\"x\":1}").await("error")).contains("\"unknown-field\"");
            assertThat(client.say("no json").await("error")).contains("\"bad-json\"");
            assertThat(client.say("{\"type\":\"ping\"}").await("pong")).isNotEmpty();
        }
    }

    @Test
    void the_client_of_the_JDK_talks_and_closes() throws Exception {
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (var server = TestServer.start();
                var http = HttpClient.newHttpClient()) {
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port + "/ws"), new Collector(got))
                    .get(20, TimeUnit.SECONDS);
            for (String json : List.of(
                    "{\"type\":\"hello\",\"name\":\"jane\"}",
                    "{\"type\":\"join\",\"room\":\"lobby\"}",
                    "{\"type\":\"say\",\"room\":\"lobby\",\"content\":\"grüße 😀\",\"id\":\"1\"}")) {
                int half = json.length() / 2;
                socket.sendText(json.substring(0, half), false).get(20, TimeUnit.SECONDS);
                socket.sendText(json.substring(half), true).get(20, TimeUnit.SECONDS);
            }
            await(got, "\"type\":\"message\"", "grüße 😀");
            socket.sendClose(4000, "enough").get(20, TimeUnit.SECONDS);
            await(got, "closed 4000");
        }
    }

    private static void await(BlockingQueue<String> got, String... parts) throws InterruptedException {
        String next = got.poll(20, TimeUnit.SECONDS);
        while (next != null && !List.of(parts).stream().allMatch(next::contains)) {
            next = got.poll(20, TimeUnit.SECONDS);
        }
        assertThat(next).as("a message with " + List.of(parts)).isNotNull();
    }

    private static final class Collector implements WebSocket.Listener {
        private final BlockingQueue<String> got;
        private final StringBuilder parts = new StringBuilder();

        Collector(BlockingQueue<String> got) {
            this.got = got;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                got.add(parts.toString());
                parts.setLength(0);
            }
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            got.add("closed " + code);
            return WebSocket.Listener.super.onClose(socket, code, reason);
        }
    }

    @Test
    void at_the_end_clients_get_what_waits_for_them_and_then_1001() throws Exception {
        try (var server = TestServer.start()) {
            RawClient client = RawClient.hello(server.port, "jane");
            client.say("{\"type\":\"join\",\"room\":\"lobby\"}").await("joined");
            client.say("{\"type\":\"say\",\"room\":\"lobby\",\"content\":\"last words\",\"id\":\"1\"}")
                    .await("ack");

            server.stop();

            assertThat(client.await("bye")).contains("\"code\":\"stopping\"");
            assertThat(client.closeCode()).isEqualTo(1001);
            client.close();
        }
    }

    @Test
    void a_server_that_is_about_to_stop_is_not_ready_and_takes_nobody() throws Exception {
        try (var server = TestServer.start();
                var client = new RawClient(server.port)) {
            server.socket.notReady();

            assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
            assertThat(client.handshake(server.port)).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void a_server_that_can_t_store_anything_is_ready_and_says_so() throws Exception {
        try (var server = TestServer.start()) {
            assertThat(get(server, "/readyz").body()).isEqualTo("ready\n");

            server.inTrouble.set(true);

            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/readyz").body()).startsWith("ready, but in trouble: ");
        }
    }

    @Test
    void a_busy_port_is_told() throws Exception {
        try (var server = TestServer.start()) {
            assertThatThrownBy(() -> TestServer.start(
                            TestServer.NO_RATES,
                            TestServer.PATIENT,
                            usual -> new NetOptions(
                                    usual.address(),
                                    server.port,
                                    usual.origins(),
                                    usual.proxies(),
                                    true,
                                    2,
                                    2,
                                    1024,
                                    1024,
                                    usual.times())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + server.port)
                    .hasMessageContaining("--port");
        }
    }
}
