package dev.sluice.chat.hub;

import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.protocol.ByeCode;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.ServerCodec;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the hub knows of a connection. Belongs to the goroutine of the hub, but for what is public.
 *
 * <p>While the store is asked for something that a message of the client needs, its next messages wait here, so that they are handled in
 * the order in which they were sent. If many wait, the client isn't read any more.
 */
public final class Session {
    private static final int MOST_WAITING = 16;

    private final Client client;
    private final List<Client> alone;
    private final long number;
    private volatile @Nullable String name;

    final Map<String, Room> rooms = new LinkedHashMap<>();

    @Nullable
    Person person;

    boolean gone;

    private final Deque<ClientMessage> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean held;

    Session(Client client, long number) {
        this.client = client;
        this.alone = List.of(client);
        this.number = number;
    }

    /** Returns whether the client has been let in. */
    public boolean isGreeted() {
        return name != null;
    }

    /**
     * Returns what the client's rate is counted under: its name, and before it has one the connection by itself. Many clients may share
     * an address, and come back at the same moment.
     */
    public String rateKey() {
        String known = name;
        return known == null ? "#" + number : known;
    }

    Client client() {
        return client;
    }

    void enter(@Nullable Person as) {
        person = as;
        name = as == null ? null : as.name();
    }

    Person person() throws Refusal {
        if (person == null) {
            throw new Refusal(ErrorCode.HELLO_FIRST, "the first message must be a hello");
        }
        return person;
    }

    // What it gets

    void send(ServerMessage message) {
        send(ServerCodec.encode(message));
    }

    void send(byte[] message) {
        if (!gone) {
            client.shard().send(List.of(message), alone, null);
        }
    }

    /** Tells the client that a message of it has no effect. Any thread may do so. */
    public void refuse(ClientMessage request, Refusal why) {
        String id = switch (request) {
            case ClientMessage.Say say -> say.id();
            case ClientMessage.Moderation moderation -> moderation.id();
            default -> null;
        };
        String room = switch (request) {
            case ClientMessage.Join join -> join.room();
            case ClientMessage.Leave leave -> leave.room();
            case ClientMessage.Say say -> room(say.target());
            case ClientMessage.Typing typing -> room(typing.target());
            case ClientMessage.History history -> history.room();
            case ClientMessage.Delete delete -> delete.room();
            default -> null;
        };
        String type = request.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        send(new ServerMessage.Refused(
                why.code(), Objects.requireNonNullElse(why.getMessage(), ""), type, id, room, why.retryMillis()));
    }

    private static @Nullable String room(Target target) {
        return target instanceof Target.Room room ? room.name() : null;
    }

    void acknowledge(@Nullable String id) {
        if (id != null) {
            send(new ServerMessage.Ack(id, null));
        }
    }

    void end(ByeCode why, String text) {
        client.end(why, text);
    }

    // What waits for an answer

    /** Lets the next messages wait. */
    void begin() {
        busy = true;
    }

    /** Returns whether a message has to wait, and keeps it then. */
    boolean queued(ClientMessage message) {
        if (!busy) {
            return false;
        }
        waiting.add(message);
        if (waiting.size() >= MOST_WAITING && !held) {
            held = true;
            client.holdReading(true);
        }
        return true;
    }

    /** Says that the answer has come. */
    void finish() {
        busy = false;
    }

    /** Returns the message that is to be handled next, or null. */
    @Nullable
    ClientMessage next() {
        ClientMessage next = busy ? null : waiting.poll();
        if (held && waiting.isEmpty()) {
            held = false;
            client.holdReading(false);
        }
        return next;
    }

    void forget() {
        gone = true;
        waiting.clear();
    }
}
