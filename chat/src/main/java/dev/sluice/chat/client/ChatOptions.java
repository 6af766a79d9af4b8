package dev.sluice.chat.client;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a client goes, and as who.
 *
 * @param server the address of the page, such as {@code http://127.0.0.1:8080/}, or that of the WebSocket
 * @param name the name
 * @param token what proves the name, or null
 * @param session the key that takes the name over again, or null
 */
public record ChatOptions(
        URI server,
        String name,
        @Nullable String token,
        @Nullable String session) {
    /** Returns options with no token and no key. */
    public static ChatOptions of(URI server, String name) {
        return new ChatOptions(server, name, null, null);
    }

    /** Returns options with another key. */
    public ChatOptions withSession(@Nullable String key) {
        return new ChatOptions(server, name, token, key);
    }

    /**
     * Returns the address of the WebSocket.
     *
     * @throws IllegalArgumentException if the server's address is none
     */
    URI webSocket() {
        String scheme = switch (String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> "ws";
            case "https", "wss" -> "wss";
            default -> throw notAnAddress();
        };
        if (server.getHost() == null) {
            throw notAnAddress();
        }
        String path = server.getRawPath() == null ? "" : server.getRawPath();
        String socket = path.endsWith("/ws") ? path : path.replaceFirst("/$", "") + "/ws";
        return URI.create(scheme + "://" + server.getRawAuthority() + socket);
    }

    private IllegalArgumentException notAnAddress() {
        return new IllegalArgumentException(
                "the server must be an address such as http://127.0.0.1:8080/, was " + server);
    }
}
