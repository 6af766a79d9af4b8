package dev.sluice.chat.client;

import dev.sluice.chat.protocol.ClientCodec;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import dev.sluice.sync.Awaitable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What of a client outlives its connections: its rooms, what it knows of each, and what it has said that isn't acknowledged. Safe for use
 * by any number of threads.
 */
final class ClientState {
    /** Guards all below, and is held while something is sent, so that all is sent in the order in which it was said. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<String> rooms = new LinkedHashSet<>();
    private final Sequences sequences = new Sequences();
    private final Sayings sayings = new Sayings();
    private ChatOptions options;
    private @Nullable ChatSocket welcomed;
    private @Nullable ChatEndedException ended;

    ClientState(ChatOptions options) {
        this.options = options;
    }

    // What the client wants

    void join(String room) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            String name = Sequences.spelled(room);
            rooms.add(name);
            sendNow(new ClientMessage.Join(name, sequences.last(name)));
        } finally {
            lock.unlock();
        }
    }

    void leave(String room) throws InterruptedException {
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

    Awaitable<Position> say(Target target, String content) throws InterruptedException {
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

    /** Says something again that isn't acknowledged. */
    void sayAgain(@Nullable String id) throws InterruptedException {
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

    boolean send(ClientMessage message) throws InterruptedException {
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

    // What the server says

    ClientMessage.Hello hello() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return new ClientMessage.Hello(
                    options.name(), options.token(), options.session(), sequences.last(Sequences.PRIVATE));
        } finally {
            lock.unlock();
        }
    }

    /** Takes a connection as one that can be used, sends on it what has to be sent again, and returns what was missed. */
    List<ServerMessage.Message> welcome(ServerMessage.Welcome welcome, ChatSocket socket)
            throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            options = options.withSession(welcome.session());
            List<ServerMessage.Message> missed = sequences.missed(Sequences.PRIVATE, welcome.backlog());
            for (String room : rooms) {
                socket.send(ClientCodec.encode(new ClientMessage.Join(room, sequences.last(room))));
            }
            for (Sayings.Saying saying : sayings.all()) {
                socket.send(ClientCodec.encode(saying.message()));
            }
            welcomed = socket; // from now on, others send too
            return missed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what has happened in a room since the client was there, or null if it was left meanwhile. */
    @Nullable
    List<ServerMessage> joined(ServerMessage.Joined joined) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            String room = joined.room();
            if (!rooms.contains(room)) {
                return null;
            }
            List<ServerMessage> news = new ArrayList<>(sequences.missed(room, joined.backlog()));
            for (long offset : joined.backlog().removed()) {
                if (sequences.isRemoved(room, offset)) {
                    news.add(new ServerMessage.Deleted(room, joined.backlog().epoch(), offset));
                }
            }
            return news;
        } finally {
            lock.unlock();
        }
    }

    boolean isNew(ServerMessage.Message message) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return (!(message.target() instanceof Target.Room(String room)) || rooms.contains(room))
                    && sequences.isNew(message);
        } finally {
            lock.unlock();
        }
    }

    boolean isNew(ServerMessage.Deleted deleted) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return sequences.isRemoved(deleted.room(), deleted.offset());
        } finally {
            lock.unlock();
        }
    }

    boolean isPending(@Nullable String id) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return sayings.find(id) != null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what was said with this id, which isn't pending any more, or null. */
    Sayings.@Nullable Saying settle(@Nullable String id) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return sayings.remove(id);
        } finally {
            lock.unlock();
        }
    }

    // How it ends

    void disconnected() {
        lock.lock();
        try {
            welcomed = null;
        } finally {
            lock.unlock();
        }
    }

    /** Fails what isn't acknowledged, and what will be said. */
    void end(ChatEndedException why) {
        lock.lock();
        try {
            ended = why;
            sayings.all().forEach(saying -> saying.position().fail(why));
        } finally {
            lock.unlock();
        }
    }
}
