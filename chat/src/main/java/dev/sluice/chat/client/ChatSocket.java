package dev.sluice.chat.client;

import dev.sluice.Channel;
import dev.sluice.Received;
import dev.sluice.sync.Promise;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection. A goroutine receives, any number of them send.
 *
 * <p>The next frame is asked for when one has been received, so a client that is slow to receive slows down the server, and
 * at most one frame waits here.
 */
final class ChatSocket implements AutoCloseable {
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final int LONGEST_FRAME = 1 << 20;

    private final Frames frames = new Frames();
    private final ReentrantLock sending = new ReentrantLock();
    private final WebSocket socket;

    private ChatSocket(HttpClient http, URI address) throws IOException, InterruptedException {
        socket = settled(http.newWebSocketBuilder().connectTimeout(HANDSHAKE).buildAsync(address, frames));
    }

    static ChatSocket open(HttpClient http, URI address) throws IOException, InterruptedException {
        return new ChatSocket(http, address);
    }

    /** Sends a frame, and waits until the network has taken it. */
    void send(byte[] frame) throws IOException, InterruptedException {
        sending.lockInterruptibly(); // a WebSocket takes one frame at a time
        try {
            settled(socket.sendText(new String(frame, StandardCharsets.UTF_8), true));
        } finally {
            sending.unlock();
        }
    }

    /** Returns the next frame, or null if none comes within that time. */
    byte @Nullable [] receive(Duration patience) throws IOException, InterruptedException {
        return switch (frames.whole.receive(patience)) {
            case Received.Value(String text) -> {
                socket.request(1);
                yield text.getBytes(StandardCharsets.UTF_8);
            }
            case Received.Closed(Throwable cause) -> throw new IOException(said(cause), cause);
            case Received.Empty<?> _ -> null;
        };
    }

    private static <T> T settled(CompletionStage<T> stage) throws IOException, InterruptedException {
        try {
            return Promise.<T>of(stage).await(IOException.class);
        } catch (CompletionException e) {
            throw new IOException(said(e.getCause()), e.getCause());
        }
    }

    private static String said(@Nullable Throwable cause) {
        if (cause == null) {
            return "the connection is closed";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Ends the connection at once. What was sent has been taken by the network, so a farewell would only add a wait. */
    @Override
    public void close() {
        socket.abort();
    }

    /** Puts the parts of frames together. Is called by one thread at a time. */
    private static final class Frames implements WebSocket.Listener {
        private final Channel<String> whole = Channel.buffered(1);
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                whole.offer(parts.toString()); // there is room: no other frame was asked for
                parts.setLength(0);
            } else if (parts.length() > LONGEST_FRAME) {
                whole.closeWithError(
                        new IOException("the server sends a frame of more than " + LONGEST_FRAME + " characters"));
            } else {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            whole.closeWithError(new IOException(
                    "the server has closed the connection: " + code + (reason.isEmpty() ? "" : " " + reason)));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            whole.closeWithError(error);
        }
    }
}
