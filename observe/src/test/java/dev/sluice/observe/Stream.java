package dev.sluice.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A client of the stream of a page. */
final class Stream implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpResponse<java.io.InputStream> response;
    private final BufferedReader lines;

    /**
     * An event.
     *
     * @param name its name
     * @param data its data
     */
    record Event(String name, JsonNode data) {}

    Stream(URI page) throws IOException, InterruptedException {
        response = client.send(
                HttpRequest.newBuilder(page.resolve("/events")).build(), HttpResponse.BodyHandlers.ofInputStream());
        lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    int status() {
        return response.statusCode();
    }

    /** Waits for the next event. */
    Event next() throws IOException {
        String name = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                name = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                return new Event(name, new ObjectMapper().readTree(line.substring("data: ".length())));
            }
        }
        throw new IOException("the stream has ended");
    }

    /** Waits for the next frame. */
    JsonNode look() throws IOException {
        Event event = next();
        if (!event.name().equals("look")) {
            throw new IOException("the stream has ended: " + event.data());
        }
        return event.data();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
