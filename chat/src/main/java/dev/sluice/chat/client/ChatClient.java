package dev.sluice.chat.client;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.chat.protocol.Backlog;
import dev.sluice.chat.protocol.ClientCodec;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ProtocolException;
import dev.sluice.chat.protocol.ServerCodec;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import dev.sluice.resilience.Backoff;
import dev.sluice.sync.Awaitable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
 * <p>A client is safe for use by any number of threads. It belongs to the thread that opens it, as a {@link Scope} does, and
 * that thread has to close it.
 */
public final class ChatClient implements AutoCloseable {
    private static final int EVENTS = 256;
    private static final Duration SILENCE = Duration.ofSeconds(25);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Backoff COMING_BACK = Backoff.exponential(Duration.ofSeconds(1))
            .max(Duration.ofSeconds(30))
            .fullJitter();

    private final Channel<ChatEvent> events = Channel.buffered(EVENTS);
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI address;
    private final Scope scope;

    /** Guards all below, and is held while something is sent, so that all is sent in the order in which it was said. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<String> rooms = new LinkedHashSet<>();
    private final Sequences sequences = new Sequences();
    private final Sayings sayings = new Sayings();
    private ChatOptions options;
    private @Nullable ChatSocket welcomed;
    private @Nullable ChatEndedException ended;

    private ChatClient(ChatOptions options, Scope scope) {
        this.options = options;
        this.address = options.webSocket();
        this.scope = scope;
    }

    /**
     * Opens a client. It connects in the background.
     *
     * @param options where to, and as who
     * @return the client, which has to be closed
     * @throws IllegalArgumentException if the address isn't one
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static ChatClient open(ChatOptions options) throws InterruptedException {
        var scope = Scope.open().named("chat client");
        try {
            var client = new ChatClient(options, scope);
            scope.go("connection", client::run);
            return client;
        } catch (InterruptedException | RuntimeException e) {
            scope.close();
            throw e;
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
        lock.lockInterruptibly();
        try {
            String name = Sequences.spelled(room);
            rooms.add(name);
            sendNow(new ClientMessage.Join(name, sequences.last(name)));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Leaves a room.
     *
     * @param room its name
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void leave(String room) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            String name = Sequences.spelled(room);
            rooms.remove(name);
            sequences.forget(name);
            sendNow(new ClientMessage.Leave(name));
        } finally {
            lock.unlock();
        }
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
        lock.lockInterruptibly();
        try {
            Sayings.Saying saying = sayings.add(target, content);
            if (ended != null) {
                saying.position().fail(ended);
            } else {
                sendNow(saying.message());
            }
            return saying.position();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends something else, such as a request for older messages, if there is a connection.
     *
     * @param message what to send
     * @return whether it was sent, which doesn't say that it arrives
     * @throws InterruptedException if the calling thread is interrupted; it may have been sent
     */
    public boolean send(ClientMessage message) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return sendNow(message);
        } finally {
            lock.unlock();
        }
    }

    /** Sends a message if there is a connection. If that breaks, its reader will know, and what matters is sent again. */
    private boolean sendNow(ClientMessage message) throws InterruptedException {
        if (welcomed == null) {
            return false;
        }
        try {
            welcomed.send(ClientCodec.encode(message));
            return true;
        } catch (IOException e) {
            welcomed = null;
            return false;
        }
    }

    // The connection

    private void run() throws InterruptedException {
        Backoff.Delays delays = COMING_BACK.delays();
        try {
            while (true) {
                String why = connect(delays);
                Duration wait = delays.next();
                events.send(new ChatEvent.Offline(why, wait));
                Thread.sleep(wait);
            }
        } catch (ChatEndedException e) {
            end(e);
        }
    }

    /** Holds a connection for as long as it goes, and returns why it went no longer. */
    private String connect(Backoff.Delays delays) throws InterruptedException, ChatEndedException {
        try (var socket = ChatSocket.open(http, address)) {
            socket.send(ClientCodec.encode(hello()));
            while (true) {
                ServerMessage message = receive(socket);
                if (message instanceof ServerMessage.Welcome) {
                    delays.reset();
                }
                if (message != null) {
                    handle(message, socket);
                }
            }
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            disconnected();
        }
    }

    private ClientMessage.Hello hello() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return new ClientMessage.Hello(
                    options.name(), options.token(), options.session(), sequences.last(Sequences.PRIVATE));
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next message, or null if it is one that this version doesn't know. */
    private static @Nullable ServerMessage receive(ChatSocket socket) throws IOException, InterruptedException {
        byte[] frame = socket.receive(SILENCE);
        if (frame == null) {
            socket.send(ClientCodec.encode(new ClientMessage.Ping()));
            frame = socket.receive(PATIENCE);
        }
        if (frame == null) {
            throw new IOException("the server doesn't answer");
        }
        try {
            return ServerCodec.decode(frame);
        } catch (ProtocolException e) {
            if (e.code() == ErrorCode.UNKNOWN_TYPE) {
                return null;
            }
            throw new IOException("the server sent what isn't a message: " + e.getMessage(), e);
        }
    }

    private void handle(ServerMessage message, ChatSocket socket)
            throws IOException, InterruptedException, ChatEndedException {
        switch (message) {
            case ServerMessage.Welcome welcome -> welcome(welcome, socket);
            case ServerMessage.Joined joined -> joined(joined);
            case ServerMessage.Message said -> {
                if (isNew(said)) {
                    tell(said);
                }
            }
            case ServerMessage.Ack ack -> acknowledged(ack);
            case ServerMessage.Refused refused -> refused(refused);
            case ServerMessage.Bye bye -> {
                if (!bye.code().comeBack()) {
                    throw new ChatEndedException(bye.text());
                }
                throw new IOException(bye.text());
            }
            case ServerMessage.Pong _ -> {}
            default -> tell(message);
        }
    }

    private void tell(ServerMessage message) throws InterruptedException {
        events.send(new ChatEvent.Received(message));
    }

    private void welcome(ServerMessage.Welcome welcome, ChatSocket socket) throws IOException, InterruptedException {
        List<ServerMessage.Message> missed;
        lock.lockInterruptibly();
        try {
            options = options.withSession(welcome.session());
            missed = sequences.missed(Sequences.PRIVATE, welcome.backlog());
            for (String room : rooms) {
                socket.send(ClientCodec.encode(new ClientMessage.Join(room, sequences.last(room))));
            }
            for (Sayings.Saying saying : sayings.all()) {
                socket.send(ClientCodec.encode(saying.message()));
            }
            welcomed = socket; // from now on, others send too
        } finally {
            lock.unlock();
        }
        tell(new ServerMessage.Welcome(welcome.name(), welcome.session(), welcome.admin(), rest(welcome.backlog())));
        for (ServerMessage.Message message : missed) {
            tell(message);
        }
    }

    private void joined(ServerMessage.Joined joined) throws InterruptedException {
        List<ServerMessage.Message> missed;
        lock.lockInterruptibly();
        try {
            if (!rooms.contains(joined.room())) {
                return; // it was left meanwhile
            }
            missed = sequences.missed(joined.room(), joined.backlog());
        } finally {
            lock.unlock();
        }
        tell(new ServerMessage.Joined(joined.room(), joined.members(), rest(joined.backlog())));
        for (ServerMessage.Message message : missed) {
            tell(message);
        }
    }

    /** Returns the backlog without what comes as messages. */
    private static Backlog rest(Backlog backlog) {
        return backlog.recovered() ? new Backlog(backlog.epoch(), backlog.offset(), true, List.of()) : backlog;
    }

    private boolean isNew(ServerMessage.Message message) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return (!(message.target() instanceof Target.Room(String room)) || rooms.contains(room))
                    && sequences.isNew(message);
        } finally {
            lock.unlock();
        }
    }

    private void acknowledged(ServerMessage.Ack ack) throws InterruptedException {
        Sayings.Saying saying = forget(ack.id());
        if (saying != null && ack.at() != null) {
            saying.position().complete(ack.at());
        } else {
            tell(ack);
        }
    }

    private void refused(ServerMessage.Refused refused) throws IOException, InterruptedException, ChatEndedException {
        if ("hello".equals(refused.request())) {
            if (refused.retryMillis() > 0 || refused.code() == ErrorCode.NOT_STORED) { // it may be let in later
                throw new IOException(refused.text());
            }
            throw new ChatEndedException(refused.text());
        }
        if (refused.retryMillis() > 0 && isPending(refused.id())) {
            scope.go("say again", () -> {
                Thread.sleep(refused.retryMillis());
                sayAgain(refused.id());
            });
            return;
        }
        Sayings.Saying saying = forget(refused.id());
        if (saying == null || !saying.position().fail(new RefusedException(refused))) {
            tell(refused);
        }
    }

    private boolean isPending(@Nullable String id) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return sayings.find(id) != null;
        } finally {
            lock.unlock();
        }
    }

    private void sayAgain(@Nullable String id) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Sayings.Saying saying = sayings.find(id);
            if (saying != null) {
                sendNow(saying.message());
            }
        } finally {
            lock.unlock();
        }
    }

    private Sayings.@Nullable Saying forget(@Nullable String id) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return sayings.remove(id);
        } finally {
            lock.unlock();
        }
    }

    private void disconnected() {
        lock.lock();
        try {
            welcomed = null;
        } finally {
            lock.unlock();
        }
    }

    private void end(ChatEndedException why) {
        lock.lock();
        try {
            ended = why;
            sayings.all().forEach(saying -> saying.position().fail(why));
        } finally {
            lock.unlock();
        }
        events.closeWithError(why);
    }

    /** Ends the client. What isn't acknowledged by then may have been said or not; the events are closed. */
    @Override
    public void close() {
        scope.cancel();
        scope.close();
        http.shutdownNow();
        end(new ChatEndedException("the client was closed"));
    }
}
