package dev.sluice.chat.net;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client that sends bytes as a test wants them, right or wrong. Reads frames as RFC 6455 defines them. */
final class RawClient implements AutoCloseable {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    /** A frame of the server. */
    record Frame(int opcode, boolean last, String text, int code) {}

    /** The headers that a handshake ends with. */
    static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Version: 13";

    private static final String CRLF = "\r\n";
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    RawClient(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(socket.getInputStream());
    }

    /** Returns a client that has done the handshake. */
    static RawClient open(int port) throws IOException {
        var client = new RawClient(port);
        String head = client.handshake(port);
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException("no handshake: " + head);
        }
        return client;
    }

    /** Returns a client that is in, and has read its welcome. */
    static RawClient hello(int port, String name) throws IOException {
        RawClient client = open(port);
        client.say("{\"type\":\"hello\",\"name\":\"" + name + "\"}");
        client.await("welcome");
        return client;
    }

    String handshake(int port, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : "|" + String.join("|", headers);
        return request("GET /ws HTTP/1.1|Host: 127.0.0.1:" + port + "|Upgrade: websocket|Connection: Upgrade|" + KEY
                        + more)
                .head();
    }

    /** Sends a request whose lines are parted by bars. */
    RawClient request(String lines) throws IOException {
        return send(lines.replace("|", CRLF) + CRLF + CRLF);
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Reads the head of a response. */
    String head() throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith(CRLF + CRLF)) {
            int read = in.read();
            if (read < 0) {
                return head.toString();
            }
            head.append((char) read);
        }
        return head.toString();
    }

    // Frames

    static byte[] frame(boolean last, int opcode, byte[] payload) {
        return frame((last ? 0x80 : 0) | opcode, true, lengthOf(payload.length), payload);
    }

    static byte[] frame(int opcode, String text) {
        return frame(true, opcode, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a frame with a first byte and a length that may be wrong. */
    static byte[] frame(int first, boolean masked, byte[] length, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.write(first);
        byte[] coded = length.clone();
        coded[0] |= (byte) (masked ? 0x80 : 0);
        frame.writeBytes(coded);
        byte[] mask = new byte[4];
        if (masked) {
            ThreadLocalRandom.current().nextBytes(mask);
            frame.writeBytes(mask);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % 4]);
        }
        return frame.toByteArray();
    }

    static byte[] lengthOf(long length) {
        if (length < 126) {
            return new byte[] {(byte) length};
        }
        return length < 65_536 ? in16(length) : in64(length);
    }

    static byte[] in16(long length) {
        return ByteBuffer.allocate(3).put((byte) 126).putShort((short) length).array();
    }

    static byte[] in64(long length) {
        return ByteBuffer.allocate(9).put((byte) 127).putLong(length).array();
    }

    static byte[] closeBody(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
    }

    RawClient say(String json) throws IOException {
        return send(frame(TEXT, json));
    }

    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) != 0) {
            throw new IOException("a server must not mask");
        }
        long length = second & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] payload = in.readNBytes((int) length);
        int opcode = first & 0xF;
        boolean close = opcode == CLOSE;
        int code = close && payload.length >= 2 ? ByteBuffer.wrap(payload).getShort() & 0xFFFF : 0;
        byte[] text = close && payload.length >= 2 ? Arrays.copyOfRange(payload, 2, payload.length) : payload;
        return new Frame(opcode, (first & 0x80) != 0, new String(text, StandardCharsets.UTF_8), code);
    }

    Frame await(Predicate<Frame> wanted) throws IOException {
        Frame frame = read();
        while (!wanted.test(frame)) {
            frame = read();
        }
        return frame;
    }

    /** Reads until there is a message of a type, and returns it. */
    String await(String type) throws IOException {
        return await(frame -> frame.opcode() == TEXT && frame.text().contains("\"type\":\"" + type + "\""))
                .text();
    }

    /** Reads until the end, and returns the code of the close frame: 0 for one without, -1 if there is none. */
    int closeCode() throws IOException {
        int code = -1;
        try {
            for (Frame frame = read(); ; frame = read()) {
                code = frame.opcode() == CLOSE ? frame.code() : code;
            }
        } catch (EOFException | SocketException _) {
            return code;
        }
    }

    /** Reads until the end, and says how long that took. */
    @Nullable
    String rest() throws IOException {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException _) {
            return null; // reset
        }
    }

    void disconnect() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        disconnect();
    }
}
