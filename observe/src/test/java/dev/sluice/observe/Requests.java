package dev.sluice.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks a page by hand, with headers that a client for HTTP wouldn't let through. */
final class Requests {
    private static final int MOST_MILLIS = 50_000;

    private Requests() {}

    /**
     * An answer.
     *
     * @param status its status
     * @param headers its headers, by their names in lower case
     * @param body its body
     */
    record Reply(int status, Map<String, String> headers, String body) {}

    static Reply get(URI page, String path, String... headers) throws IOException {
        return send(page, "GET", path, headers);
    }

    /** Sends a request with these header lines; the host is the page's own unless one of them says otherwise. */
    static Reply send(URI page, String method, String path, String... headers) throws IOException {
        try (var socket = new Socket(page.getHost(), page.getPort())) {
            socket.setSoTimeout(MOST_MILLIS); // an interrupt doesn't end a read
            boolean hasHost = false;
            var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
            for (String each : headers) {
                hasHost |= each.startsWith("Host:");
                request.append(each).append("\r\n");
            }
            request.append(hasHost ? "" : "Host: " + page.getAuthority() + "\r\n")
                    .append("\r\n");
            socket.getOutputStream().write(request.toString().getBytes(UTF_8));
            String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
            int end = all.indexOf("\r\n\r\n");
            String[] head = all.substring(0, end).split("\r\n", -1);
            Map<String, String> received = new LinkedHashMap<>();
            for (int i = 1; i < head.length; i++) {
                int colon = head[i].indexOf(':');
                received.put(
                        head[i].substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        head[i].substring(colon + 1).strip());
            }
            return new Reply(Integer.parseInt(head[0].split(" ", -1)[1]), received, all.substring(end + 4));
        }
    }
}
