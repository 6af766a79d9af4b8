package dev.sluice.chat.net;

import static dev.sluice.chat.net.RawClient.BINARY;
import static dev.sluice.chat.net.RawClient.CLOSE;
import static dev.sluice.chat.net.RawClient.CONTINUATION;
import static dev.sluice.chat.net.RawClient.PING;
import static dev.sluice.chat.net.RawClient.PONG;
import static dev.sluice.chat.net.RawClient.TEXT;
import static dev.sluice.chat.net.RawClient.closeBody;
import static dev.sluice.chat.net.RawClient.frame;
import static dev.sluice.chat.net.RawClient.in16;
import static dev.sluice.chat.net.RawClient.in64;
import static dev.sluice.chat.net.RawClient.lengthOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 6455 asks of a server, with the sections that ask it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class Rfc6455Test {
    private static final String PING_MESSAGE = "{\"type\":\"ping\"}";
    private static final byte[] NOTHING = {};

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawClient hello(String name) throws IOException {
        return RawClient.hello(server.port, name);
    }

    /** Sends this, and returns the code of the close frame that comes of it. */
    private static int closeCodeFor(byte[]... frames) throws IOException {
        try (RawClient client = RawClient.open(server.port)) {
            for (byte[] frame : frames) {
                client.send(frame);
            }
            return client.closeCode();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // 4.2: the handshake

    @Test
    void the_handshake_is_accepted_with_the_hash_of_the_key() throws IOException {
        try (var client = new RawClient(server.port)) {
            String head = client.handshake(server.port);

            assertThat(head).startsWith("HTTP/1.1 101 ").containsIgnoringCase("upgrade: websocket");
            assertThat(head).containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @Test
    void no_extension_and_no_subprotocol_is_agreed_on() throws IOException {
        try (var client = new RawClient(server.port)) {
            String head = client.handshake(
                    server.port, "Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: chat");

            assertThat(head).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("extensions");
            assertThat(head).doesNotContainIgnoringCase("websocket-protocol");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /ws HTTP/1.1|Host: 127.0.0.1|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Version: 13|Content-Length: 0",
                "GET /ws HTTP/1.0|Host: 127.0.0.1|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Version: 13",
                "GET /ws HTTP/1.1|Host: 127.0.0.1|Connection: Upgrade|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Version: 13",
                "GET /ws HTTP/1.1|Host: 127.0.0.1|Upgrade: websocket|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Version: 13",
                "GET /ws HTTP/1.1|Host: 127.0.0.1|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13",
                "GET /ws HTTP/1.1|Host: 127.0.0.1|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Key: c2hvcnQ=|Sec-WebSocket-Version: 13",
            })
    void a_wrong_handshake_is_a_bad_request(String request) throws IOException {
        try (var client = new RawClient(server.port)) {
            String head = client.request(request).head();

            assertThat(head).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void another_version_is_told_which_one_is_spoken() throws IOException {
        try (var client = new RawClient(server.port)) {
            client.request("GET /ws HTTP/1.1|Host: 127.0.0.1|Upgrade: websocket|Connection: Upgrade|"
                    + RawClient.KEY.replace("13", "8"));

            assertThat(client.head()).startsWith("HTTP/1.1 426 ").containsIgnoringCase("sec-websocket-version: 13");
        }
    }

    @Test
    void tokens_of_the_headers_may_stand_in_lists_and_in_any_case() throws IOException {
        try (var client = new RawClient(server.port)) {
            client.request("GET /ws HTTP/1.1|Host: 127.0.0.1|Upgrade: WebSocket|Connection: keep-alive, upgrade|"
                    + RawClient.KEY);

            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        }
    }

    // 5.1, 5.2: frames

    @Test
    void a_frame_without_a_mask_is_a_protocol_error() throws IOException {
        assertThat(closeCodeFor(frame(0x81, false, lengthOf(2), bytes("{}")))).isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
    void a_reserved_bit_is_a_protocol_error(int bits) throws IOException {
        assertThat(closeCodeFor(frame(0x80 | bits | TEXT, true, lengthOf(2), bytes("{}"))))
                .isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void a_reserved_opcode_is_a_protocol_error(int opcode) throws IOException {
        assertThat(closeCodeFor(frame(true, opcode, NOTHING))).isEqualTo(1002);
    }

    @Test
    void a_length_of_16_bits_that_fits_into_7_is_a_protocol_error() throws IOException {
        assertThat(closeCodeFor(frame(0x81, true, in16(2), bytes("{}")))).isEqualTo(1002);
    }

    @Test
    void a_length_of_64_bits_that_fits_into_16_is_a_protocol_error() throws IOException {
        assertThat(closeCodeFor(frame(0x81, true, in64(200), new byte[200]))).isEqualTo(1002);
    }

    @Test
    void a_length_with_the_highest_bit_is_a_protocol_error() throws IOException {
        assertThat(closeCodeFor(frame(0x81, true, in64(Long.MIN_VALUE + 5), NOTHING)))
                .isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 124, 125, 126, 127, 128, 1000, 65_535, 65_536})
    void messages_of_all_lengths_are_read(int length) throws IOException {
        String padded = PING_MESSAGE.length() > length ? " ".repeat(length) : PING_MESSAGE + " ".repeat(length - 15);
        try (RawClient client = hello("length-" + length)) {
            client.send(frame(TEXT, padded)).send(frame(TEXT, PING_MESSAGE));

            assertThat(client.await(f -> f.opcode() == TEXT).text())
                    .contains(length < 15 ? "\"code\":\"bad-json\"" : "\"type\":\"pong\"");
        }
    }

    @Test
    void a_frame_may_come_a_byte_at_a_time() throws IOException {
        try (RawClient client = hello("slow-sender")) {
            for (byte each : frame(TEXT, PING_MESSAGE)) {
                client.send(new byte[] {each});
            }

            assertThat(client.await("pong")).isNotEmpty();
        }
    }

    // 5.4: fragments

    @Test
    void a_message_may_come_in_fragments() throws IOException {
        try (RawClient client = hello("fragments")) {
            client.send(frame(false, TEXT, bytes("{\"type\"")))
                    .send(frame(false, CONTINUATION, NOTHING))
                    .send(frame(false, CONTINUATION, bytes(":\"pi")))
                    .send(frame(true, CONTINUATION, bytes("ng\"}")));

            assertThat(client.await("pong")).isNotEmpty();
        }
    }

    @Test
    void control_frames_may_come_between_fragments() throws IOException {
        try (RawClient client = hello("between")) {
            client.send(frame(false, TEXT, bytes("{\"type\"")))
                    .send(frame(PING, "now"))
                    .send(frame(PONG, "unasked"))
                    .send(frame(true, CONTINUATION, bytes(":\"ping\"}")));

            assertThat(client.await(f -> f.opcode() == PONG).text()).isEqualTo("now");
            assertThat(client.await("pong")).isNotEmpty();
        }
    }

    @Test
    void a_continuation_of_nothing_is_a_protocol_error() throws IOException {
        assertThat(closeCodeFor(frame(true, CONTINUATION, bytes("x")))).isEqualTo(1002);
    }

    @Test
    void a_new_message_within_another_is_a_protocol_error() throws IOException {
        assertThat(closeCodeFor(frame(false, TEXT, bytes("{")), frame(true, TEXT, bytes("}"))))
                .isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {CLOSE, PING, PONG})
    void a_control_frame_in_fragments_is_a_protocol_error(int opcode) throws IOException {
        assertThat(closeCodeFor(frame(false, opcode, NOTHING))).isEqualTo(1002);
    }

    // 5.5: control frames

    @ParameterizedTest
    @ValueSource(ints = {CLOSE, PING, PONG})
    void a_control_frame_of_more_than_125_bytes_is_a_protocol_error(int opcode) throws IOException {
        assertThat(closeCodeFor(frame(true, opcode, new byte[126]))).isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125})
    void a_ping_is_answered_with_what_it_carries(int length) throws IOException {
        String text = "p".repeat(length);
        try (RawClient client = RawClient.open(server.port)) {
            client.send(frame(PING, text));

            assertThat(client.await(f -> f.opcode() == PONG).text()).isEqualTo(text);
        }
    }

    @Test
    void a_pong_that_was_not_asked_for_is_ignored() throws IOException {
        try (RawClient client = hello("ponger")) {
            client.send(frame(PONG, "hm")).send(frame(TEXT, PING_MESSAGE));

            assertThat(client.read().text()).contains("\"type\":\"pong\"");
        }
    }

    @Test
    void a_close_without_a_code_is_answered_by_one_without() throws IOException {
        assertThat(closeCodeFor(frame(true, CLOSE, NOTHING))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void a_close_with_a_code_that_may_be_sent_is_answered_with_it(int code) throws IOException {
        assertThat(closeCodeFor(frame(true, CLOSE, closeBody(code, "bye")))).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32_768, 65_535})
    void a_close_with_a_code_that_must_not_be_sent_is_a_protocol_error(int code) throws IOException {
        assertThat(closeCodeFor(frame(true, CLOSE, closeBody(code, "")))).isEqualTo(1002);
    }

    @Test
    void a_close_with_half_a_code_is_a_protocol_error() throws IOException {
        assertThat(closeCodeFor(frame(true, CLOSE, new byte[] {3}))).isEqualTo(1002);
    }

    @Test
    void a_close_with_a_reason_that_is_not_UTF_8_is_invalid_data() throws IOException {
        byte[] body = {3, (byte) 0xE8, (byte) 0xFF};

        assertThat(closeCodeFor(frame(true, CLOSE, body))).isEqualTo(1007);
    }

    @Test
    void nothing_is_handled_after_a_close() throws IOException {
        try (RawClient client = hello("late")) {
            client.send(frame(true, CLOSE, closeBody(1000, ""))).send(frame(TEXT, PING_MESSAGE));

            assertThat(client.read().opcode()).isEqualTo(CLOSE);
            assertThat(client.closeCode()).isEqualTo(-1);
        }
    }

    // 5.6, 8.1: text

    @Test
    void a_binary_message_is_not_accepted() throws IOException {
        assertThat(closeCodeFor(frame(true, BINARY, bytes("{}")))).isEqualTo(1003);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FF", "C3", "C328", "E28028", "EDA080", "F08080AF", "C0AF", "F4908080", "FE"})
    void text_that_is_not_UTF_8_is_invalid_data(String hex) throws IOException {
        byte[] text = HexFormat.of().parseHex(hex);

        assertThat(closeCodeFor(frame(true, TEXT, text))).isEqualTo(1007);
    }

    @Test
    void a_character_may_be_cut_by_the_end_of_a_fragment() throws IOException {
        byte[] text = bytes("{\"type\":\"join\",\"room\":\"größe\"}");
        int cut = new String(text, StandardCharsets.ISO_8859_1).indexOf('Ã') + 1;
        try (RawClient client = hello("cutter")) {
            client.send(frame(false, TEXT, Arrays.copyOf(text, cut)))
                    .send(frame(true, CONTINUATION, Arrays.copyOfRange(text, cut, text.length)));

            assertThat(client.await("joined")).contains("\"room\":\"grösse\"");
        }
    }

    @Test
    void text_in_fragments_that_is_not_UTF_8_is_invalid_data() throws IOException {
        assertThat(closeCodeFor(
                        frame(false, TEXT, new byte[] {(byte) 0xC3}), frame(true, CONTINUATION, new byte[] {0x28})))
                .isEqualTo(1007);
    }

    @Test
    void a_message_that_ends_within_a_character_is_invalid_data() throws IOException {
        assertThat(closeCodeFor(
                        frame(false, TEXT, bytes("{\"")),
                        frame(true, CONTINUATION, new byte[] {(byte) 0xE2, (byte) 0x82})))
                .isEqualTo(1007);
    }

    @Test
    void invalid_text_is_seen_before_the_message_is_whole() throws IOException {
        assertThat(closeCodeFor(frame(false, TEXT, new byte[] {(byte) 0xFF}))).isEqualTo(1007);
    }

    // 10.4: limits

    @Test
    void a_frame_above_the_limit_is_too_big() throws IOException {
        assertThat(closeCodeFor(frame(0x81, true, lengthOf(65_537), NOTHING))).isEqualTo(1009);
    }

    @Test
    void a_message_in_fragments_above_the_limit_is_too_big() throws IOException {
        byte[] half = bytes(" ".repeat(40_000));

        assertThat(closeCodeFor(frame(false, TEXT, half), frame(true, CONTINUATION, half)))
                .isEqualTo(1009);
    }
}
