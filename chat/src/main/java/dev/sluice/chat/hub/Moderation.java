package dev.sluice.chat.hub;

import dev.sluice.chat.auth.Names;
import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.protocol.ByeCode;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.store.AuditEntry;
import dev.sluice.chat.store.Feed;
import dev.sluice.chat.store.Sanction;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What admins may do. Each act is in the store, with an entry in its audit table, before it has an effect. */
final class Moderation {
    private final Store store;
    private final InstantSource clock;
    private final Sanctions sanctions;
    private final Rooms rooms;
    private final People people;
    private final Questions questions;

    Moderation(Hub.Parts parts, Sanctions sanctions, Rooms rooms, People people, Questions questions) {
        this.store = parts.store();
        this.clock = parts.clock();
        this.sanctions = sanctions;
        this.rooms = rooms;
        this.people = people;
        this.questions = questions;
    }

    void act(Session session, ClientMessage.Moderation act) throws Refusal {
        Person admin = session.person();
        if (!admin.admin()) {
            throw new Refusal(ErrorCode.NOT_ADMIN, "only an admin may do that; the server names them by --admin");
        }
        switch (act) {
            case ClientMessage.Delete delete -> delete(admin, delete);
            case ClientMessage.Mute mute ->
                sanction(admin, mute, Sanction.Kind.MUTE, mute.name(), mute.seconds(), mute.reason());
            case ClientMessage.Ban ban ->
                sanction(admin, ban, Sanction.Kind.BAN, ban.name(), ban.seconds(), ban.reason());
            case ClientMessage.Kick kick -> kick(admin, kick);
        }
    }

    private void delete(Person admin, ClientMessage.Delete delete) throws Refusal {
        String name = Names.room(delete.room());
        Session session = admin.session();
        questions.ask(session, delete, () -> store.delete(Feed.room(name), delete.offset(), admin.name()), done -> {
            if (!done) {
                throw new Refusal(
                        ErrorCode.NO_SUCH_MESSAGE, "there is no message " + delete.offset() + " in '" + name + "'");
            }
            Room room = rooms.find(name);
            if (room != null) {
                room.history().delete(delete.offset());
                rooms.say(room, new ServerMessage.Deleted(name, store.epoch(), delete.offset()));
            }
            session.acknowledge(delete.id());
        });
    }

    private void sanction(
            Person admin,
            ClientMessage.Moderation act,
            Sanction.Kind kind,
            String given,
            long seconds,
            @Nullable String reason)
            throws Refusal {
        String name = Names.person(given);
        if (seconds == 0) {
            questions.ask(admin.session(), act, () -> store.lift(kind, name, admin.name()), _ -> {
                sanctions.lift(kind, name);
                admin.session().acknowledge(act.id());
            });
            return;
        }
        Instant until = seconds == ClientMessage.FOREVER ? null : end(seconds);
        var sanction = new Sanction(kind, name, until, admin.name(), Objects.requireNonNullElse(reason, ""));
        questions.ask(admin.session(), act, () -> impose(sanction), _ -> {
            sanctions.impose(sanction);
            Person person = people.find(name);
            if (kind == Sanction.Kind.BAN && person != null) {
                people.remove(person.session(), ByeCode.BANNED, Sanctions.text(sanction));
            }
            admin.session().acknowledge(act.id());
        });
    }

    /** Returns when a number of seconds is over; null for more than can be counted. */
    private @Nullable Instant end(long seconds) {
        return seconds > Integer.MAX_VALUE ? null : clock.instant().plusSeconds(seconds);
    }

    private Sanction impose(Sanction sanction) throws StoreException, InterruptedException {
        store.impose(sanction);
        return sanction;
    }

    private void kick(Person admin, ClientMessage.Kick kick) throws Refusal {
        String name = Names.person(kick.name());
        if (people.find(name) == null) {
            throw new Refusal(ErrorCode.NO_SUCH_PERSON, "there is no '" + name + "' here");
        }
        String reason = Objects.requireNonNullElse(kick.reason(), "");
        var entry = new AuditEntry(clock.instant(), admin.name(), "kick", name, reason);
        questions.ask(admin.session(), kick, () -> record(entry), _ -> {
            Person person = people.find(name);
            if (person != null) {
                people.remove(
                        person.session(),
                        ByeCode.KICKED,
                        "you were sent out by " + admin.name() + (reason.isEmpty() ? "" : ": " + reason));
            }
            admin.session().acknowledge(kick.id());
        });
    }

    private AuditEntry record(AuditEntry entry) throws StoreException, InterruptedException {
        store.record(entry);
        return entry;
    }
}
