package dev.sluice.chat.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class ChatOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/, ws://127.0.0.1:8080/ws",
        "http://127.0.0.1:8080, ws://127.0.0.1:8080/ws",
        "https://chat.example/, wss://chat.example/ws",
        "https://example.org/chat/, wss://example.org/chat/ws",
        "ws://[::1]:9000/ws, ws://[::1]:9000/ws",
        "WSS://chat.example/ws, wss://chat.example/ws"
    })
    void the_address_of_the_page_leads_to_the_socket(URI page, URI socket) {
        assertThat(ChatOptions.of(page, "jane").webSocket()).isEqualTo(socket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "ftp://x/", "http:///x", "lobby", ""})
    void what_is_no_address_is_said_to_be_none(URI server) {
        assertThatThrownBy(() -> ChatOptions.of(server, "jane").webSocket())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the server must be an address such as http://127.0.0.1:8080/, was " + server);
    }
}
