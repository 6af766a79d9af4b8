package dev.sluice.observe.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What is sent back, with the headers that keep a browser from doing anything else with it. */
final class Answer {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final int LENGTH_UNKNOWN = 0;
    private static final int NO_BODY = -1;

    private Answer() {}

    static void json(HttpExchange exchange, String json) throws IOException {
        bytes(exchange, 200, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    static void error(HttpExchange exchange, int status, String message) throws IOException {
        bytes(exchange, status, "text/plain; charset=utf-8", (message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static void redirect(HttpExchange exchange, String to) throws IOException {
        harden(exchange.getResponseHeaders());
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(303, NO_BODY);
        exchange.close();
    }

    static void bytes(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        head(exchange, type);
        exchange.sendResponseHeaders(status, body.length == 0 ? NO_BODY : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    /** Begins an answer whose end isn't known. */
    static void stream(HttpExchange exchange) throws IOException {
        head(exchange, "text/event-stream");
        exchange.sendResponseHeaders(200, LENGTH_UNKNOWN);
    }

    private static void head(HttpExchange exchange, String type) {
        harden(exchange.getResponseHeaders());
        exchange.getResponseHeaders().set("Content-Type", type);
    }

    private static void harden(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }
}
