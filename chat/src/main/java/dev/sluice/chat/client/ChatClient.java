package dev.sluice.chat.client;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.Context;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.Target;
import dev.sluice.sync.Awaitable;
import java.net.URI;
import java.net.http.HttpClient;

/**
 * A client of the chat server, which comes back by itself when the connection breaks, and neither loses nor repeats a message then.
 *
 * {@snippet :
 * try (var chat = ChatClient.open(ChatOptions.of(URI.create("http://127.0.0.1:8080/"), "echo"))) {
 *     chat.join("lobby");
 *     for (ChatEvent event : chat.events()) {
 *         if (event instanceof Received(ServerMessage.Message message) && !message.from().equals("echo")) {
 *             chat.say(message.target(), message.content());
 *         }
 *     }
 * }
 * }
 *
 * <p>What it is told while there is no connection is kept, and sent when there is one. Events wait for their receiver: while 256
 * of them do, nothing more is read from the server, which in the end gives the client up as too slow. A goroutine that
 * receives the events must not wait for what it has said, since the acknowledgement may be behind them.
 *
 * <p>A client is safe for use by any number of threads. It runs in the {@linkplain Context#current() context} that it was opened in, so it
 * ends with that one too; but it is no scope of the thread that opens it, so a thread may have several, and close them in any order.
 */
public final class ChatClient implements AutoCloseable {
    private static final int EVENTS = 256;

    private final Channel<ChatEvent> events = Channel.buffered(EVENTS);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Context context = Context.current().withCancel();
    private final URI address;
    private final ClientState state;
    private final Thread thread;

    private ChatClient(ChatOptions options) {
        this.address = options.webSocket();
        this.state = new ClientState(options);
        // Of its own, since a scope of the thread that opens clients would put each inside of the one before.
        this.thread = Thread.ofVirtual().name("chat client").unstarted(this::run);
    }

    /**
     * Opens a client. It connects in the background.
     *
     * @param options where to, and as who
     * @return the client, which has to be closed
     * @throws IllegalArgumentException if the address isn't one
     */
    public static ChatClient open(ChatOptions options) {
        var client = new ChatClient(options);
        client.thread.start();
        return client;
    }

    private void run() {
        var why = new ChatEndedException("the client was closed");
        try (var scope = Scope.open(context).named("chat client")) {
            new Link(http, address, state, events, scope).run();
        } catch (ChatEndedException e) {
            why = e;
        } catch (InterruptedException | CancelledException _) {
            // It was closed, or what is above it was cancelled.
        } finally {
            state.end(why);
            events.closeWithError(why);
        }
    }

    /**
     * Returns what the client learns. When it can't come back, this is closed with a {@link ChatEndedException} that says why.
     *
     * @return the events, to be received by one goroutine
     */
    public ReceiveChannel<ChatEvent> events() {
        return events;
    }

    /**
     * Enters a room, now and after each loss of the connection.
     *
     * @param room its name
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void join(String room) throws InterruptedException {
        state.join(room);
    }

    /**
     * Leaves a room.
     *
     * @param room its name
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void leave(String room) throws InterruptedException {
        state.leave(room);
    }

    /**
     * Says something. It is sent until the server has acknowledged it, and is one message however often that is.
     *
     * @param target the room or person
     * @param content the text
     * @return where it stands when it is stored; fails with a {@link RefusedException} if the server doesn't want it, and
     *     with a {@link ChatEndedException} if it doesn't want the client
     * @throws InterruptedException if the calling thread is interrupted; it may have been said
     */
    public Awaitable<Position> say(Target target, String content) throws InterruptedException {
        return state.say(target, content);
    }

    /**
     * Sends something else, such as a request for older messages, if there is a connection.
     *
     * @param message what to send
     * @return whether it was sent, which doesn't say that it arrives
     * @throws InterruptedException if the calling thread is interrupted; it may have been sent
     */
    public boolean send(ClientMessage message) throws InterruptedException {
        return state.send(message);
    }

    /**
     * Ends the client, and waits until it has ended. What isn't acknowledged by then may have been said or not; the events are closed. An
     * interrupt is kept, and doesn't end the wait.
     */
    @Override
    public void close() {
        context.close();
        http.shutdownNow();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
