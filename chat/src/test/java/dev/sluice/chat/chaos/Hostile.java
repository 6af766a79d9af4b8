package dev.sluice.chat.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Connections that do what no client should: garbage, half requests, half frames, resets, and reading nothing. */
final class Hostile {
    private static final int GARBAGE = 3_000;
    private static final int TIMEOUT_MILLIS = 2_000;

    private final int port;

    Hostile(int port) {
        this.port = port;
    }

    /** Comes and goes until it is interrupted. */
    void run(Random random) throws InterruptedException {
        while (true) {
            try {
                visit(random);
            } catch (IOException _) {
                // The server has had enough, or is away.
            }
            Thread.sleep(random.nextInt(200));
        }
    }

    private void visit(Random random) throws IOException, InterruptedException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            switch (random.nextInt(6)) {
                case 0 -> out.write(garbage(random));
                case 1 -> out.write("GET /ws HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
                case 2 -> {
                    upgrade(socket);
                    out.write(garbage(random));
                }
                case 3 -> {
                    upgrade(socket);
                    byte[] frame = text("{\"type\":\"hello\",\"name\":\"half%d\"}".formatted(random.nextInt(1_000)));
                    out.write(frame, 0, random.nextInt(frame.length));
                }
                case 4 -> {
                    upgrade(socket);
                    out.write(text("{\"type\":\"hello\",\"name\":\"deaf%d\"}".formatted(random.nextInt(1_000))));
                    out.write(text("{\"type\":\"join\",\"room\":\"room0\"}"));
                    Thread.sleep(random.nextInt(TIMEOUT_MILLIS)); // and reads nothing
                }
                default -> {
                    upgrade(socket);
                    out.write(text("{\"type\":\"say\",\"room\":\"room0\",\"content\":\"nobody hears this\"}"));
                }
            }
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0); // closing is a reset
            }
        }
    }

    private static byte[] garbage(Random random) {
        byte[] garbage = new byte[random.nextInt(GARBAGE)];
        random.nextBytes(garbage);
        return garbage;
    }

    private void upgrade(Socket socket) throws IOException {
        socket.getOutputStream().write(Frames.upgrade(port));
        if (socket.getInputStream().read() < 0) {
            throw new IOException("no answer");
        }
    }

    private static byte[] text(String text) {
        return Frames.text(text.getBytes(StandardCharsets.US_ASCII));
    }
}
