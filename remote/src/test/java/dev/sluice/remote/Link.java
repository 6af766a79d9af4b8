package dev.sluice.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between a program and a server, on loopback, which can be cut. */
final class Link implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean swallowsReplies;

    Link(String address) throws IOException {
        target = URI.create(address).getPort();
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "nats://127.0.0.1:" + door.getLocalPort();
    }

    /** Lets everything through to the server from now on, and nothing back. */
    void swallowReplies() {
        swallowsReplies = true;
    }

    /** Cuts all connections; new ones work. */
    void cut() {
        swallowsReplies = false;
        sockets.forEach(Link::close);
        sockets.clear();
    }

    @SuppressWarnings("AddressSelection") // of loopback
    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket inside = door.accept();
                Socket outside = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(inside);
                sockets.add(outside);
                Thread.ofVirtual().start(() -> copy(inside, outside, false));
                Thread.ofVirtual().start(() -> copy(outside, inside, true));
            } catch (IOException _) {
                // Closed, or the server is away.
            }
        }
    }

    private void copy(Socket from, Socket to, boolean replies) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n; (n = in.read(buffer)) >= 0; ) {
                if (!replies || !swallowsReplies) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException _) {
            // Cut.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets nothing through from now on, and no new connection in. */
    void shut() throws IOException {
        door.close();
        cut();
    }

    @Override
    public void close() throws IOException {
        shut();
    }
}
