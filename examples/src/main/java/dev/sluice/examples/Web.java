package dev.sluice.examples;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;

/** A web for the examples: a server on this machine, and a client. */
final class Web implements AutoCloseable {
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch closed = new CountDownLatch(1);

    Web() throws IOException {
        // Without this, a server of the JDK holds back what it has for 40 ms, in the hope of more (Nagle's algorithm).
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** Serves this for all requests to a path. */
    Web page(String path, int status, String body) {
        return page(path, () -> status, body);
    }

    /** Serves this body for all requests to a path, with a status that is determined for each request. */
    Web page(String path, IntSupplier status, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status.getAsInt(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        return this;
    }

    /** Accepts all requests to a path, and sends no response to any of them while this web exists. */
    Web silence(String path) {
        server.createContext(path, _ -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return this;
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    /** An address at which no server listens. */
    static URI nowhere() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://localhost:" + socket.getLocalPort() + "/");
        }
    }

    /** Gets a page; any status but 200 is a failure. An interrupt ends the wait. */
    String get(URI uri) throws IOException, InterruptedException {
        var response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(uri.getPath() + " answered " + response.statusCode());
        }
        return response.body();
    }

    String get(String path) throws IOException, InterruptedException {
        return get(uri(path));
    }

    @Override
    public void close() {
        closed.countDown();
        client.shutdownNow();
        server.stop(0);
    }
}
