package dev.sluice.chat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that are started a moment later, or again. */
public final class FreePort {
    // Below those that systems give to clients' ends of connections, one of which could have taken the port by then.
    private static final int FIRST = 15_000;
    private static final int LAST = 30_000;

    private FreePort() {}

    /** Returns a port that nothing listens at on this machine. */
    public static int find() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException _) {
                // It is taken.
            }
        }
    }
}
