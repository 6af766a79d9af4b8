package dev.sluice.chat.hub;

import dev.sluice.chat.auth.Gate;
import dev.sluice.chat.auth.Names;
import dev.sluice.chat.auth.Refusal;
import dev.sluice.chat.protocol.ByeCode;
import dev.sluice.chat.protocol.ClientMessage;
import dev.sluice.chat.protocol.ErrorCode;
import dev.sluice.chat.protocol.ServerMessage;
import dev.sluice.chat.store.Feed;
import dev.sluice.chat.store.Sanction;
import dev.sluice.chat.store.Store;
import dev.sluice.chat.store.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The people that are here, each with one connection. */
final class People {
    private final Map<String, Person> byName = new HashMap<>();
    private final Map<String, String> bySkeleton = new HashMap<>();
    private final Store store;
    private final Gate gate;
    private final Set<String> admins;
    private final Sanctions sanctions;
    private final Rooms rooms;
    private final Questions questions;

    People(Store store, Gate gate, Set<String> admins, Sanctions sanctions, Rooms rooms, Questions questions) {
        this.store = store;
        this.gate = gate;
        this.admins = admins;
        this.sanctions = sanctions;
        this.rooms = rooms;
        this.questions = questions;
    }

    int size() {
        return byName.size();
    }

    @Nullable
    Person find(String name) {
        return byName.get(name);
    }

    /** Returns whether there is such a person, here or not. May wait. */
    boolean exists(String name) throws StoreException, InterruptedException {
        return gate.knows(name);
    }

    void hello(Session session, ClientMessage.Hello hello) throws Refusal {
        if (session.person != null) {
            throw new Refusal(ErrorCode.HELLO_AGAIN, "you have said hello as '" + session.person.name() + "' already");
        }
        questions.ask(session, hello, () -> gate.admit(hello), admission -> enter(session, hello, admission));
    }

    private void enter(Session session, ClientMessage.Hello hello, Gate.Admission admission) throws Refusal {
        String name = admission.name();
        Sanction ban = sanctions.find(Sanction.Kind.BAN, name);
        if (ban != null) {
            session.end(ByeCode.BANNED, Sanctions.text(ban));
            return;
        }
        String other = bySkeleton.get(Names.skeleton(name));
        if (other != null && !other.equals(name)) {
            throw new Refusal(
                    ErrorCode.NAME_TAKEN,
                    "'" + name + "' can be mistaken for '" + other + "', who is here; take another name");
        }
        Person before = byName.get(name);
        if (before != null) {
            remove(before.session(), ByeCode.TAKEN_OVER, "another connection has taken over the name '" + name + "'");
        }
        var person = new Person(name, admins.contains(name), session, new History(store.epoch()));
        byName.put(name, person);
        bySkeleton.put(Names.skeleton(name), name);
        session.enter(person);
        // From here on its private messages are kept for it, so that none falls between those that are loaded and those
        // to come.
        questions.ask(
                session,
                hello,
                () -> questions.load(Feed.person(name), hello.after()),
                loaded -> {
                    person.history().load(loaded);
                    session.send(new ServerMessage.Welcome(
                            name,
                            admission.session(),
                            person.admin(),
                            person.history().backlog(hello.after(), loaded.missed())));
                },
                () -> {
                    if (!person.history().isLoaded()) { // the client was refused, and may say hello again
                        forget(session);
                    }
                });
    }

    /** Sends a client away. */
    void remove(Session session, ByeCode why, String text) {
        session.end(why, text);
        gone(session);
    }

    /** Forgets a client that has gone, or was sent away; once or again. */
    void gone(Session session) {
        rooms.leaveAll(session);
        forget(session);
        session.forget();
    }

    private void forget(Session session) {
        Person person = session.person;
        if (person != null && byName.remove(person.name(), person)) {
            bySkeleton.remove(Names.skeleton(person.name()));
        }
        session.enter(null);
    }
}
