package dev.sluice.chat.chaos;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** As much of RFC 6455 as connections need that are no honest clients, or too many of them. */
final class Frames {
    private static final int TEXT = 1;
    private static final int PING = 9;
    private static final int PONG = 10;

    private Frames() {}

    static byte[] upgrade(int port) {
        return """
                GET /ws HTTP/1.1\r
                Host: 127.0.0.1:%d\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """.formatted(port).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns a masked text frame of at most 125 bytes; the mask is 0, which changes nothing. */
    static byte[] text(byte[] payload) {
        return frame(TEXT, payload);
    }

    private static byte[] frame(int opcode, byte[] payload) {
        byte[] frame = new byte[payload.length + 6];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    /** Reads a frame of the server, and returns its payload; a ping is answered, and is the empty string. */
    static String read(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte();
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? Math.toIntExact(in.readLong()) : length;
        byte[] payload = in.readNBytes(length);
        if (opcode == PING) {
            socket.getOutputStream().write(frame(PONG, payload));
            return "";
        }
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Reads a line of HTTP. */
    static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
