package dev.sluice.chat.hub;

import dev.sluice.Offer;
import dev.sluice.chat.protocol.ByeCode;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ProtocolException;
import dev.sluice.chat.protocol.ServerCodec;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client that writes down what it gets. Several may share a shard. */
final class Listener implements Client {
    /** Hands everything to its clients at once. */
    static final class Direct implements Shard {
        @Override
        public void send(List<byte[]> messages, List<Client> to, @Nullable Client except) {
            for (Client client : to) {
                if (client != except) {
                    messages.forEach(((Listener) client)::get);
                }
            }
        }
    }

    private final Hub hub;
    private final Shard shard;
    private final Session session;
    final List<ServerMessage> got = new CopyOnWriteArrayList<>();
    final List<ByeCode> ends = new CopyOnWriteArrayList<>();

    Listener(Hub hub, Shard shard) {
        this.hub = hub;
        this.shard = shard;
        this.session = hub.connect(this);
    }

    private void get(byte[] message) {
        try {
            got.add(ServerCodec.decode(message));
        } catch (ProtocolException e) {
            throw new AssertionError("the hub sends what isn't its protocol", e);
        }
    }

    String rateKey() {
        return session.rateKey();
    }

    // What it sends

    void send(ClientMessage message) {
        if (hub.receive(session, message, _ -> {}) == Offer.CLOSED) {
            throw new IllegalStateException("the hub has ended");
        }
    }

    Listener hello(String name) {
        send(new ClientMessage.Hello(name, null, null, null));
        return this;
    }

    Listener join(String room) {
        send(new ClientMessage.Join(room, null));
        return this;
    }

    void leave(String room) {
        send(new ClientMessage.Leave(room));
    }

    void say(String room, String content, @Nullable String id) {
        send(new ClientMessage.Say(new Target.Room(room), content, id));
    }

    void whisper(String person, String content, @Nullable String id) {
        send(new ClientMessage.Say(new Target.Person(person), content, id));
    }

    void go() {
        hub.gone(session);
    }

    // What it got

    <T> List<T> all(Class<T> type) {
        return got.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> contents() {
        var contents = new ArrayList<String>();
        all(ServerMessage.Message.class).forEach(message -> contents.add(message.content()));
        return contents;
    }

    // What the hub asks for

    @Override
    public Shard shard() {
        return shard;
    }

    @Override
    public void end(ByeCode why, String text) {
        ends.add(why);
    }

    @Override
    public void holdReading(boolean hold) {}
}
