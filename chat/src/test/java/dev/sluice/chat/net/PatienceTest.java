package dev.sluice.chat.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take too long: to ask, to say hello, to show that they are there, or to read. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class PatienceTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration SWEEP = Duration.ofMillis(20);

    private static NetOptions.Times times(Duration request, Duration hello, Duration ping, Duration pong) {
        return new NetOptions.Times(request, hello, ping, pong, LONG, Duration.ofMillis(100), SWEEP);
    }

    @Test
    void a_connection_that_asks_for_nothing_is_closed() throws Exception {
        try (var server = TestServer.start(TestServer.NO_RATES, times(SHORT, LONG, LONG, LONG));
                var client = new RawClient(server.port)) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void a_request_that_drips_is_cut_however_often_a_byte_comes() throws Exception {
        try (var server = TestServer.start(TestServer.NO_RATES, times(SHORT, LONG, LONG, LONG));
                var client = new RawClient(server.port)) {
            var dripping = Thread.ofVirtual().start(() -> drip(client));

            assertThat(client.rest()).isIn("", null); // a byte that comes after the end resets the connection
            dripping.join();
        }
    }

    private static void drip(RawClient client) {
        try {
            client.send("GET /ws HTTP/1.1\r\nX: ");
            for (; ; ) {
                client.send("x");
                Thread.sleep(Duration.ofMillis(20));
            }
        } catch (IOException | InterruptedException _) {
            // it was cut
        }
    }

    @Test
    void a_connection_that_was_answered_and_asks_no_more_is_closed() throws Exception {
        try (var server = TestServer.start(TestServer.NO_RATES, times(SHORT, LONG, LONG, LONG));
                var client = new RawClient(server.port)) {
            client.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.rest()).isEqualTo("ok\n");
        }
    }

    @Test
    void a_client_that_doesn_t_say_hello_is_sent_away() throws Exception {
        try (var server = TestServer.start(TestServer.NO_RATES, times(LONG, SHORT, LONG, LONG));
                RawClient client = RawClient.open(server.port)) {
            assertThat(client.await("bye")).contains("\"code\":\"hello-timeout\"");
            assertThat(client.closeCode()).isEqualTo(1008);
            assertThat(server.evictions("hello-timeout")).isEqualTo(1);
        }
    }

    @Test
    void a_client_that_says_hello_in_time_stays() throws Exception {
        try (var server = TestServer.start(TestServer.NO_RATES, times(LONG, SHORT, SHORT, LONG));
                RawClient client = RawClient.hello(server.port, "jane")) {
            // The second ping comes after twice the time that there was for the hello.
            for (int i = 0; i < 2; i++) {
                client.await(frame -> frame.opcode() == RawClient.PING);
                client.send(RawClient.frame(RawClient.PONG, ""));
            }
        }
    }

    @Test
    void a_client_that_doesn_t_answer_pings_is_gone() throws Exception {
        try (var server = TestServer.start(TestServer.NO_RATES, times(LONG, LONG, SHORT, SHORT));
                RawClient client = RawClient.hello(server.port, "jane")) {
            assertThat(client.await(frame -> frame.opcode() == RawClient.PING).text())
                    .isEmpty();
            assertThat(client.closeCode()).isEqualTo(-1);
            assertThat(server.evictions("no-pong")).isEqualTo(1);
        }
    }

    @Test
    void a_frame_that_drips_is_no_answer_to_a_ping() throws Exception {
        try (var server = TestServer.start(TestServer.NO_RATES, times(LONG, LONG, SHORT, SHORT));
                RawClient client = RawClient.hello(server.port, "jane")) {
            client.send(new byte[] {(byte) 0x81, (byte) 0xFE, 0x10, 0x00, 0, 0, 0, 0});
            var dripping = Thread.ofVirtual().start(() -> drip(client));

            assertThat(client.closeCode()).isEqualTo(-1);
            dripping.join();
        }
    }

    @Test
    void a_client_that_reads_nothing_is_evicted_and_the_others_get_everything() throws Exception {
        String content = "x".repeat(50_000);
        int messages = 200;
        try (var server = TestServer.start();
                RawClient slow = new RawClient(server.port, 4096);
                RawClient sender = RawClient.hello(server.port, "sender");
                RawClient reader = RawClient.hello(server.port, "reader")) {
            slow.handshake(server.port);
            slow.say("{\"type\":\"hello\",\"name\":\"slow\"}").await("welcome");
            for (RawClient client : new RawClient[] {slow, sender, reader}) {
                client.say("{\"type\":\"join\",\"room\":\"lobby\"}").await("joined");
            }

            for (int i = 1; i <= messages; i++) {
                sender.say(
                        "{\"type\":\"say\",\"room\":\"lobby\",\"id\":\"m" + i + "\",\"content\":\"" + content + "\"}");
                sender.await("ack");
                assertThat(reader.await("message")).contains("\"offset\":" + i + ",");
            }

            Eventually.becomes(
                    () -> server.evictions("too-slow") == 1, () -> "evicted: " + server.evictions("too-slow"));
            reader.say("{\"type\":\"join\",\"room\":\"lobby\"}");
            assertThat(reader.await("joined")).contains("\"members\":[\"sender\",\"reader\"]");
        }
    }

    @Test
    void a_client_for_which_something_waits_too_long_is_evicted() throws Exception {
        var times = new NetOptions.Times(LONG, LONG, LONG, LONG, SHORT, Duration.ofMillis(100), SWEEP);
        try (var server = TestServer.start(TestServer.NO_RATES, times);
                RawClient slow = new RawClient(server.port, 4096);
                RawClient sender = RawClient.hello(server.port, "sender")) {
            slow.handshake(server.port);
            slow.say("{\"type\":\"hello\",\"name\":\"slow\"}").await("welcome");

            // Less than the outbox holds, and more than the sockets do.
            for (int i = 0; i < 12; i++) {
                sender.say("{\"type\":\"say\",\"to\":\"slow\",\"id\":\"m" + i + "\",\"content\":\"" + "x".repeat(60_000)
                        + "\"}");
                sender.await("ack");
            }

            Eventually.becomes(
                    () -> server.evictions("too-slow") == 1, () -> "evicted: " + server.evictions("too-slow"));
        }
    }
}
