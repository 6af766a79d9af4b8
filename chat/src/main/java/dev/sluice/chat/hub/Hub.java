package dev.sluice.chat.hub;

import dev.sluice.Channel;
import dev.sluice.Offer;
import dev.sluice.chat.auth.Gate;
import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.store.Outcome;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The hub knows who is where, and decides what each client gets. One goroutine {@linkplain #run runs} it; all other methods are for any
 * thread, and none of them waits.
 *
 * <p>What a client sends, and that it has gone, come in one channel, so that they keep their order. When the channel is full, the
 * connection isn't read until there is room: so clients that send too much wait, and not the hub.
 */
public final class Hub {
    /*
     * Two channels lead to the hub that it could fill by itself: the outcomes of what it gives to the store, which may come while it
     * gives, and the answers to its questions. It never waits to send into either. Outcomes are offered, and there is always room
     * for them, since the hub takes no more messages from clients while MOST_IN_FLIGHT are with the store. Answers are sent by other
     * goroutines, which may wait.
     */

    /** What comes from a connection. */
    sealed interface Event {
        Session session();

        record Said(Session session, ClientMessage message) implements Event {}

        record Gone(Session session) implements Event {}
    }

    /**
     * What a hub works with.
     *
     * @param store keeps what is said; hands its outcomes to {@link Hub.Outcomes}
     * @param gate decides who comes in
     * @param limits how much may be said
     * @param admins the names of those that may moderate
     * @param clock gives messages their time
     * @param counts what happens
     */
    public record Parts(Store store, Gate gate, Limits limits, Set<String> admins, InstantSource clock, Counts counts) {
        /** Creates the parts with a copy of the set. */
        public Parts {
            admins = Set.copyOf(admins);
        }
    }

    /** Takes what has come of messages, for the hub that is made with it. It is made first, since the store needs it. */
    public static final class Outcomes implements Consumer<List<Outcome>> {
        final Channel<List<Outcome>> channel = Channel.named("chat outcomes").buffered(MOST_IN_FLIGHT + Loop.BATCH);

        @Override
        public void accept(List<Outcome> outcomes) {
            if (channel.offer(outcomes) == Offer.FULL) {
                throw new IllegalStateException("more outcomes than messages: " + channel);
            }
        }
    }

    static final int MOST_IN_FLIGHT = 4096;
    private static final int INBOX = 1024;

    private final AtomicLong connections = new AtomicLong();
    private final Channel<Event> inbox = Channel.named("chat inbox").buffered(INBOX);
    private final Channel<Boolean> looks = Channel.named("chat looks").buffered(1);
    private final Channel<Void> stop = Channel.named("chat stop").unbuffered();
    private final Parts parts;
    private final Outcomes outcomes;

    /** Creates a hub. */
    public Hub(Parts parts, Outcomes outcomes) {
        this.parts = parts;
        this.outcomes = outcomes;
    }

    /**
     * Returns what the hub is to know a new connection by.
     *
     * @param client the connection
     */
    public Session connect(Client client) {
        return new Session(client, connections.incrementAndGet());
    }

    /**
     * Takes a message of a client.
     *
     * @param session the client
     * @param message the message
     * @param then is told when a message that couldn't be taken at once is taken; until then no other of this client should come
     * @return {@link Offer#SENT}; {@link Offer#FULL} if it will be taken later; or {@link Offer#CLOSED} if the hub has ended
     */
    public Offer receive(Session session, ClientMessage message, Consumer<? super Offer> then) {
        return inbox.sendAsync(new Event.Said(session, message), then);
    }

    /** Says that a connection has ended; to be said once, when nothing more comes from it. */
    public void gone(Session session) {
        inbox.sendAsync(new Event.Gone(session), _ -> {});
    }

    /**
     * Returns the largest rooms as they were when this was asked the last time, and has the hub look at them again. So nothing is sorted
     * for those that don't look.
     *
     * @return the rooms, the largest first
     */
    public List<Counts.RoomSize> rooms() {
        looks.offer(true);
        return parts.counts().largestRooms;
    }

    /** Lets the hub end: what it has given to the store is still settled, and nothing new is taken. */
    public void stop() {
        stop.close();
    }

    /**
     * Runs the hub until it is {@linkplain #stop stopped}, and all that was given to the store is settled; or for a few seconds more if
     * the store doesn't come to an end.
     *
     * @throws StoreException if the store can't tell who is muted and banned
     * @throws InterruptedException if the goroutine is interrupted or cancelled
     */
    public void run() throws StoreException, InterruptedException {
        try {
            Loop.run(parts, inbox, outcomes.channel, looks, stop);
        } finally {
            inbox.cancel();
            outcomes.channel.cancel();
        }
    }
}
