package dev.sluice.thumbs.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A network between a client and a server, which does harm to some of the connections, and writes down the requests. */
public final class FaultyNetwork implements AutoCloseable {
    /** What becomes of a connection. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** The first request gets a 503. */
        UNAVAILABLE,
        /** The connection is reset after some of the answer. */
        RESET,
        /** No answer ever comes. */
        SILENCE
    }

    private static final int BYTES_BEFORE_RESET = 300;
    private static final byte[] UNAVAILABLE = "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket door;
    private final URI server;
    private final IntFunction<Fault> faults;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch firstRequest = new CountDownLatch(1);

    private FaultyNetwork(URI server, IntFunction<Fault> faults) throws IOException {
        this.server = server;
        this.faults = faults;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Opens a way to a server; the function says what becomes of each connection, numbered from 0. */
    public static FaultyNetwork to(URI server, IntFunction<Fault> faults) throws IOException {
        var network = new FaultyNetwork(server, faults);
        Thread.startVirtualThread(network::accept);
        return network;
    }

    /** Returns where the client finds the server. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /** Returns the request lines so far, such as {@code GET /bucket/key HTTP/1.1}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Waits until a request has come. */
    public void awaitRequest() throws InterruptedException {
        firstRequest.await();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                open.add(client);
                Fault fault = faults.apply(connections.getAndIncrement());
                Thread.startVirtualThread(() -> serve(client, fault));
            }
        } catch (IOException _) {
            // The door is closed.
        }
    }

    private void serve(Socket client, Fault fault) {
        try (client;
                var upstream = new Socket(server.getHost(), server.getPort())) {
            open.add(upstream);
            Thread.startVirtualThread(() -> answer(upstream, client, fault));
            var buffer = new byte[1 << 16];
            InputStream in = client.getInputStream();
            OutputStream out = upstream.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                note(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                switch (fault) {
                    case SILENCE -> {}
                    case UNAVAILABLE -> {
                        client.getOutputStream().write(UNAVAILABLE);
                        client.shutdownOutput();
                    }
                    case NONE, RESET -> out.write(buffer, 0, count);
                }
            }
        } catch (IOException _) {
            // A connection that ends is what this is about.
        }
    }

    private void note(String text) {
        if (text.matches("(?s)(GET|HEAD|PUT|POST|DELETE) /.*")) {
            requests.add(text.lines().findFirst().orElseThrow());
            firstRequest.countDown();
        }
    }

    private static void answer(Socket upstream, Socket client, Fault fault) {
        try {
            if (fault == Fault.RESET) {
                var buffer = new byte[BYTES_BEFORE_RESET];
                int count = upstream.getInputStream().read(buffer);
                client.getOutputStream().write(buffer, 0, Math.max(0, count / 2));
                client.setSoLinger(true, 0);
                client.close();
            } else {
                upstream.getInputStream().transferTo(client.getOutputStream());
                client.close();
            }
        } catch (IOException _) {
            // As above.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
