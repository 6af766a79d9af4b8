package dev.sluice.chat.client;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.SendChannel;
import dev.sluice.chat.protocol.Backlog;
import dev.sluice.chat.protocol.ClientCodec;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.ProtocolException;
import dev.sluice.chat.protocol.ServerCodec;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.resilience.Backoff;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a client connected: reads what the server says, and comes back when the connection breaks. Used by one thread. */
final class Link {
    private static final Duration SILENCE = Duration.ofSeconds(25);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Backoff COMING_BACK = Backoff.exponential(Duration.ofSeconds(1))
            .max(Duration.ofSeconds(30))
            .fullJitter();

    private final HttpClient http;
    private final URI address;
    private final ClientState state;
    private final SendChannel<ChatEvent> events;
    private final Scope scope;

    Link(HttpClient http, URI address, ClientState state, SendChannel<ChatEvent> events, Scope scope) {
        this.http = http;
        this.address = address;
        this.state = state;
        this.events = events;
        this.scope = scope;
    }

    /** Stays connected until it is interrupted or cancelled, or the server doesn't want this client. */
    void run() throws InterruptedException, ChatEndedException {
        Backoff.Delays delays = COMING_BACK.delays();
        while (true) {
            String why = connect(delays);
            Duration wait = delays.next();
            events.send(new ChatEvent.Offline(why, wait));
            Channel.after(wait).receive();
        }
    }

    /** Holds a connection for as long as it goes, and returns why it went no longer. */
    private String connect(Backoff.Delays delays) throws InterruptedException, ChatEndedException {
        try (var socket = ChatSocket.open(http, address)) {
            socket.send(ClientCodec.encode(state.hello()));
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
            state.disconnected();
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
                if (state.isNew(said)) {
                    tell(said);
                }
            }
            case ServerMessage.Deleted deleted -> {
                if (state.isNew(deleted)) {
                    tell(deleted);
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
        List<ServerMessage.Message> missed = state.welcome(welcome, socket);
        tell(new ServerMessage.Welcome(welcome.name(), welcome.session(), welcome.admin(), rest(welcome.backlog())));
        for (ServerMessage.Message message : missed) {
            tell(message);
        }
    }

    private void joined(ServerMessage.Joined joined) throws InterruptedException {
        List<ServerMessage> news = state.joined(joined);
        if (news != null) {
            tell(new ServerMessage.Joined(joined.room(), joined.members(), joined.count(), rest(joined.backlog())));
            for (ServerMessage message : news) {
                tell(message);
            }
        }
    }

    /** Returns the backlog without what comes as messages. */
    private static Backlog rest(Backlog backlog) {
        return backlog.recovered()
                ? new Backlog(backlog.epoch(), backlog.offset(), true, List.of(), List.of())
                : backlog;
    }

    private void acknowledged(ServerMessage.Ack ack) throws InterruptedException {
        Sayings.Saying saying = state.settle(ack.id());
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
        if (refused.retryMillis() > 0 && state.isPending(refused.id())) {
            scope.go("say again", () -> {
                Channel.after(Duration.ofMillis(refused.retryMillis())).receive();
                state.sayAgain(refused.id());
            });
            return;
        }
        Sayings.Saying saying = state.settle(refused.id());
        if (saying == null || !saying.position().fail(new RefusedException(refused))) {
            tell(refused);
        }
    }
}
