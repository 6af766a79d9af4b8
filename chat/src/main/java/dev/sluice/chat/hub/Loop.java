package dev.sluice.chat.hub;

import dev.sluice.Channel;
import dev.sluice.ReceiveChannel;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Ticker;
import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.store.Outcome;
import dev.sluice.chat.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The goroutine of the hub. In each round it waits for one thing, takes what has gathered behind it, and hands over what has come of all
 * that together.
 */
final class Loop {
    static final int BATCH = 256;
    private static final int MOST_ROOMS_SHOWN = 100;

    private static final System.Logger LOG = System.getLogger("dev.sluice.chat");
    private static final Duration TELL_CHANGES = Duration.ofMillis(50);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final Hub.Parts parts;
    private final Questions questions;
    private final Rooms rooms;
    private final People people;
    private final Speech speech;
    private final Moderation moderation;
    private boolean stopping;

    private Loop(Hub.Parts parts, Sanctions sanctions, Questions questions) {
        this.parts = parts;
        this.questions = questions;
        this.rooms = new Rooms(parts.store(), parts.limits(), questions);
        this.people = new People(parts.store(), parts.gate(), parts.admins(), sanctions, rooms, questions);
        this.speech = new Speech(parts, sanctions, rooms, people, questions);
        this.moderation = new Moderation(parts, sanctions, rooms, people, questions);
    }

    static void run(
            Hub.Parts parts,
            ReceiveChannel<Hub.Event> inbox,
            ReceiveChannel<List<Outcome>> outcomes,
            ReceiveChannel<Boolean> looks,
            ReceiveChannel<Void> stop)
            throws StoreException, InterruptedException {
        var sanctions = new Sanctions(parts.store().sanctions(), parts.clock());
        try (var scope = Scope.open().named("chat hub").collectAll()) {
            new Loop(parts, sanctions, new Questions(scope, parts.store())).run(inbox, outcomes, looks, stop);
            scope.cancel();
        }
    }

    private void run(
            ReceiveChannel<Hub.Event> inbox,
            ReceiveChannel<List<Outcome>> outcomes,
            ReceiveChannel<Boolean> looks,
            ReceiveChannel<Void> stop)
            throws InterruptedException {
        var events = new ArrayList<Hub.Event>();
        var batches = new ArrayList<List<Outcome>>();
        try (var select = Select.open()) {
            var event = select.receive(inbox);
            var settled = select.receive(outcomes);
            var answered = select.receive(questions.answers());
            var changes = select.receive(Ticker.every(TELL_CHANGES));
            var looked = select.receive(looks);
            var asked = select.receive(stop);
            Select.Case late = null;
            while (!stopping || speech.inFlight() > 0) {
                event.enable(speech.inFlight() < Hub.MOST_IN_FLIGHT);
                changes.enable(rooms.hasChanges());
                var ready = select.await();
                if (ready == event) {
                    events.add(Objects.requireNonNull(event.value()));
                    inbox.drainTo(events, BATCH - 1);
                    events.forEach(this::handle);
                    events.clear();
                } else if (ready == settled) {
                    batches.add(Objects.requireNonNull(settled.value()));
                    outcomes.drainTo(batches, BATCH - 1);
                    batches.forEach(batch -> batch.forEach(speech::settle));
                    batches.clear();
                } else if (ready == answered) {
                    goOn(Objects.requireNonNull(answered.value()));
                } else if (ready == changes) {
                    rooms.tellChanges();
                } else if (ready == looked) {
                    parts.counts().largestRooms = rooms.largest(MOST_ROOMS_SHOWN);
                } else if (ready == asked) {
                    stopping = true;
                    asked.enable(false);
                    late = select.receive(Channel.after(LONGEST_STOP));
                } else if (ready == late) {
                    LOG.log(System.Logger.Level.ERROR, "stopped with {0} messages in the store", speech.inFlight());
                    return;
                }
                rooms.flush();
                parts.counts().people = people.size();
                parts.counts().rooms = rooms.size();
            }
        }
    }

    private void handle(Hub.Event event) {
        Session session = event.session();
        switch (event) {
            case Hub.Event.Said said -> {
                if (!session.gone && !session.queued(said.message())) {
                    handle(session, said.message());
                }
            }
            case Hub.Event.Gone _ -> people.gone(session);
        }
    }

    /** Goes on with an answer of the store, and then with what the client has sent meanwhile. */
    private void goOn(Questions.Answered answered) {
        Session session = answered.session();
        session.finish();
        if (!session.gone) {
            answered.then().run();
        }
        answered.lastly().run();
        for (ClientMessage next = session.next(); next != null; next = session.next()) {
            handle(session, next);
        }
    }

    private void handle(Session session, ClientMessage message) {
        parts.counts().in.increment();
        try {
            dispatch(session, message);
        } catch (Refusal refusal) {
            session.refuse(message, refusal);
        } catch (RuntimeException e) { // one client's message must not end the chat for all
            LOG.log(System.Logger.Level.ERROR, "a message couldn't be handled", e);
            session.refuse(
                    message, new Refusal(ErrorCode.NOT_STORED, "the server has failed at this, and has logged why"));
        }
    }

    private void dispatch(Session session, ClientMessage message) throws Refusal {
        if (stopping) {
            throw new Refusal(
                    ErrorCode.STOPPING,
                    "the server is about to stop; say it again when it is back",
                    Duration.ofSeconds(5));
        }
        switch (message) {
            case ClientMessage.Hello hello -> people.hello(session, hello);
            case ClientMessage.Join join -> rooms.join(session, join);
            case ClientMessage.Leave leave -> rooms.leave(session, leave.room());
            case ClientMessage.Say say -> speech.say(session, say);
            case ClientMessage.Typing typing -> speech.type(session, typing);
            case ClientMessage.History history -> speech.history(session, history);
            case ClientMessage.Ping _ -> session.send(new ServerMessage.Pong());
            case ClientMessage.Moderation act -> moderation.act(session, act);
        }
    }
}
