package dev.sluice.chat.hub;

import dev.sluice.chat.auth.Limits;
import dev.sluice.chat.auth.Names;
import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.Position;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.protocol.Target;
import dev.sluice.chat.store.Draft;
import dev.sluice.chat.store.Feed;
import dev.sluice.chat.store.Message;
import dev.sluice.chat.store.Outcome;
import dev.sluice.chat.store.Sanction;
import dev.sluice.chat.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What people say: it goes to the store, and when it is committed there, to those that are to hear it, and then it is acknowledged. So
 * nothing is heard or acknowledged that could still be lost.
 */
final class Speech {
    private record Origin(
            Session session,
            ClientMessage.Say say,
            @Nullable Room room) {}

    private final Store store;
    private final Limits limits;
    private final InstantSource clock;
    private final Sanctions sanctions;
    private final Rooms rooms;
    private final People people;
    private final Questions questions;
    private final Counts counts;
    private int inFlight;

    Speech(Hub.Parts parts, Sanctions sanctions, Rooms rooms, People people, Questions questions) {
        this.store = parts.store();
        this.limits = parts.limits();
        this.clock = parts.clock();
        this.counts = parts.counts();
        this.sanctions = sanctions;
        this.rooms = rooms;
        this.people = people;
        this.questions = questions;
    }

    /** Returns how many messages are with the store. */
    int inFlight() {
        return inFlight;
    }

    void say(Session session, ClientMessage.Say say) throws Refusal {
        Person from = session.person();
        Sanction mute = sanctions.find(Sanction.Kind.MUTE, from.name());
        if (mute != null) {
            throw new Refusal(ErrorCode.MUTED, Sanctions.text(mute));
        }
        switch (say.target()) {
            case Target.Room(var name) -> {
                Room room = rooms.joined(session, name);
                append(from, say, Feed.room(room.name()), room);
            }
            case Target.Person(var given) -> {
                String name = Names.person(given);
                if (people.find(name) != null) {
                    append(from, say, Feed.person(name), null);
                } else {
                    questions.ask(session, say, () -> people.exists(name), exists -> {
                        if (!exists) {
                            throw new Refusal(
                                    ErrorCode.NO_SUCH_PERSON, "there is no '" + name + "' here, and never was");
                        }
                        append(from, say, Feed.person(name), null);
                    });
                }
            }
        }
    }

    private void append(Person from, ClientMessage.Say say, Feed to, @Nullable Room room) throws Refusal {
        try {
            limits.checkSaying(to.name());
        } catch (Refusal refusal) {
            counts.rateLimited.increment();
            throw refusal;
        }
        var origin = new Origin(from.session(), say, room);
        // First, since the outcome may come before the store returns.
        count(room, 1);
        if (!store.append(new Draft(from.name(), to, say.content(), clock.instant(), say.id(), origin))) {
            count(room, -1);
            throw new Refusal(
                    ErrorCode.NOT_STORED,
                    "the store can't take more at present; say it again later",
                    Duration.ofSeconds(1));
        }
    }

    private void count(@Nullable Room room, int change) {
        inFlight += change;
        if (room != null) {
            room.inFlight += change;
        }
    }

    /** Goes on with what has come of a message. */
    void settle(Outcome outcome) {
        Origin origin = (Origin) Objects.requireNonNull(outcome.draft().origin());
        count(origin.room(), -1);
        switch (outcome) {
            case Outcome.Stored stored -> {
                deliver(stored.messages(), origin);
                acknowledge(origin, stored.offset());
            }
            case Outcome.Repeated repeated -> acknowledge(origin, repeated.offset());
            case Outcome.Failed failed -> {
                counts.notStored.increment();
                boolean invalid = failed.reason() == Outcome.Reason.INVALID;
                origin.session()
                        .refuse(
                                origin.say(),
                                new Refusal(
                                        invalid ? ErrorCode.BAD_FIELD : ErrorCode.NOT_STORED,
                                        failed.text(),
                                        invalid ? Duration.ZERO : Duration.ofSeconds(5)));
            }
        }
        if (origin.room() != null) {
            rooms.closeIfIdle(origin.room());
        }
    }

    private void deliver(List<Message> messages, Origin origin) {
        for (Message stored : messages) {
            ServerMessage.Message message =
                    Messages.sent(stored, store.epoch(), origin.say().id());
            if (origin.room() != null) {
                origin.room().history().add(message);
                rooms.say(origin.room(), message);
            } else {
                Person person = people.find(stored.feed().name());
                if (person != null) {
                    boolean loaded = person.history().isLoaded();
                    person.history().add(message);
                    if (loaded) { // else it comes with the welcome
                        person.session().send(message);
                    }
                }
            }
        }
    }

    private void acknowledge(Origin origin, long offset) {
        String id = origin.say().id();
        if (id != null) {
            origin.session().send(new ServerMessage.Ack(id, new Position(store.epoch(), offset)));
        }
    }

    void type(Session session, ClientMessage.Typing typing) throws Refusal {
        Person from = session.person();
        if (sanctions.find(Sanction.Kind.MUTE, from.name()) != null) {
            return;
        }
        switch (typing.target()) {
            case Target.Room(var name) -> rooms.joined(session, name).type(from.name(), session);
            case Target.Person(var name) -> {
                Person to = people.find(Names.person(name));
                if (to != null) {
                    to.session().send(new ServerMessage.Typing(null, from.name()));
                }
            }
        }
    }

    void history(Session session, ClientMessage.History history) throws Refusal {
        Person person = session.person();
        Room room = history.room() == null ? null : rooms.joined(session, history.room());
        History known = room == null ? person.history() : room.history();
        List<ServerMessage.Message> here = known.before(history.before(), history.limit());
        if (here != null) {
            boolean more = !here.isEmpty() && here.getFirst().offset() > 1;
            session.send(answer(room, history, here, more));
            return;
        }
        Feed feed = room == null ? Feed.person(person.name()) : Feed.room(room.name());
        questions.ask(session, history, () -> store.before(feed, history.before(), history.limit() + 1), found -> {
            boolean more = found.size() > history.limit();
            var messages = Messages.sent(more ? found.subList(1, found.size()) : found, store.epoch());
            var fitting = History.fitting(messages);
            session.send(answer(room, history, fitting, more || fitting.size() < messages.size()));
        });
    }

    private ServerMessage.History answer(
            @Nullable Room room, ClientMessage.History asked, List<ServerMessage.Message> messages, boolean more) {
        return new ServerMessage.History(
                room == null ? null : room.name(), store.epoch(), asked.before(), more, messages);
    }
}
