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
        socket.getOutputStream().write("""
                GET /ws HTTP/1.1\r
                Host: 127.0.0.1:%d\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """.formatted(port).getBytes(StandardCharsets.US_ASCII));
        if (socket.getInputStream().read() < 0) {
            throw new IOException("no answer");
        }
    }

    /** Returns a masked text frame of at most 125 bytes; the mask is 0, which changes nothing. */
    private static byte[] text(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[payload.length + 6];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }
}
